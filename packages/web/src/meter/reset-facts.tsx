import type { Balance } from "@dokly/contract";
import { Group, Stack, Text } from "@mantine/core";
import { CalendarClock } from "lucide-react";
import { formatDate } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { daysUntil } from "../usage/calendar.ts";
import { dateOfInstantText, timeOfInstantText, viewerTimeZone } from "../usage/time-text.ts";
import { type Expiry, expiries } from "./expiry.ts";

const words = strings.usage.meter;

/** When the period ends for this viewer, in a zone that is named, and what ends with it. */
export function ResetFacts({ balance }: { balance: Balance }) {
  const { end } = balance.period;
  const { atReset, later } = expiries(balance);
  const zone = viewerTimeZone();
  return (
    <Group align="flex-start" gap="sm" wrap="nowrap">
      <Text c="dimmed" pt={1}>
        <CalendarClock size={18} aria-hidden />
      </Text>
      <Stack gap={6}>
        <Text size="sm">
          <Text span fw={600}>
            {words.resets} {words.resetIn(daysUntil(end, new Date(balance.asOf), zone))}
          </Text>
          {" · "}
          {words.resetAt(dateOfInstantText(end), timeOfInstantText(end), zone)}
        </Text>
        <Text size="sm">{words.expires(atReset.available, atReset.held)}</Text>
        {later.map((expiry) => (
          <Text key={expiry.expiresAt} size="sm">
            {laterText(expiry)}
          </Text>
        ))}
        <Text size="sm" c="dimmed">
          {words.afterReset}
        </Text>
      </Stack>
    </Group>
  );
}

function laterText({ available, held, expiresAt }: Expiry): string {
  const credits = available + held;
  return expiresAt === null ? words.forEver(credits) : words.later(credits, formatDate(expiresAt));
}
