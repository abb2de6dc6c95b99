import type { TopUpOrder } from "@dokly/contract";
import { Alert, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { ExternalLink } from "lucide-react";
import { strings } from "../strings/index.ts";

const words = strings.topUp.order;

/** An order whose payment is awaited: where to pay it, and the way back to choosing. */
export function OrderUnderway({ order, onOther }: { order: TopUpOrder; onOther: () => void }) {
  const { credits, priceCents, currency, checkoutUrl, failure } = order;
  const isOpen = order.state === "open";
  return (
    <Stack gap="md">
      <Group gap="sm" wrap="nowrap" align="flex-start" role="status">
        <Loader size={18} mt={3} aria-hidden />
        <div>
          <Text fw={600}>{isOpen ? words.title : words.processing}</Text>
          <Text size="sm" c="dimmed">
            {isOpen ? words.text(credits, priceCents, currency) : words.processingText(credits)}
          </Text>
        </div>
      </Group>
      {failure !== null && (
        <Alert color="red" role="alert">
          {words.lastTry(failure)}
        </Alert>
      )}
      <Group justify="flex-end" gap="sm">
        <Button size="xs" variant="subtle" onClick={onOther}>
          {words.other}
        </Button>
        {isOpen && checkoutUrl !== null && (
          <Button
            component="a"
            href={checkoutUrl}
            target="_blank"
            rel="noopener"
            size="xs"
            variant="default"
            rightSection={<ExternalLink size={15} aria-hidden />}
          >
            {words.open}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
