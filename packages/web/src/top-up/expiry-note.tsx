import type { TopUpQuote } from "@dokly/contract";
import { Alert, Skeleton, Stack, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { useBalance } from "../api/credits.ts";
import { strings } from "../strings/index.ts";
import { dateOfInstantText, timeOfInstantText, viewerTimeZone } from "../usage/time-text.ts";
import { type BoughtUntil, boughtUntil } from "./bought-until.ts";

const words = strings.topUp;

/** Until when credits bought now can be used, in the viewer's zone, and a warning where that is soon. */
export function ExpiryNote({ workspace, quote }: { workspace: string; quote: TopUpQuote | undefined }) {
  const { data } = useBalance(workspace);
  if (data === undefined) return <Skeleton h={40} />;
  const until = boughtUntil(quote, data, new Date(data.asOf));
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {sentenceOf(until)}
      </Text>
      {until.isSoon && (
        <Alert color="orange" icon={<TriangleAlert size={18} aria-hidden />}>
          {words.soon}
        </Alert>
      )}
    </Stack>
  );
}

function sentenceOf({ expiresAt, isReset }: BoughtUntil): string {
  if (expiresAt === null) return words.neverExpire;
  const say = isReset ? words.expiry : words.expiryOn;
  return say(dateOfInstantText(expiresAt), timeOfInstantText(expiresAt), viewerTimeZone());
}
