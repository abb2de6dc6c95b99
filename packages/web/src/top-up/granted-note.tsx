import type { TopUpOrder } from "@dokly/contract";
import { Alert, Anchor, Text } from "@mantine/core";
import { Check } from "lucide-react";
import { formatDateTime } from "../strings/format.ts";
import { strings } from "../strings/index.ts";

const words = strings.topUp.order;

/** Says that bought credits are there, and until when. */
export function GrantedNote({ order, isElsewhere = false }: { order: TopUpOrder; isElsewhere?: boolean }) {
  return (
    <Alert color="evergreen" icon={<Check size={18} aria-hidden />} title={words.granted(order.credits)} role="status">
      <Text size="sm">
        {order.expiresAt !== null && words.until(formatDateTime(order.expiresAt))} {isElsewhere && words.elsewhere}{" "}
        {order.receiptUrl !== null && (
          <Anchor href={order.receiptUrl} target="_blank" rel="noopener" size="sm" underline="always">
            {words.receipt}
          </Anchor>
        )}
      </Text>
    </Alert>
  );
}
