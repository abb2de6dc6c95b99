import type { Estimate } from "@dokly/contract";
import { Skeleton, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { errorSentence } from "../api/error-sentence.ts";
import { formatCredits, formatRange } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { leftAfter } from "./what-if.ts";

const words = strings.usage.whatIf;

type WhatIfPriceProps = {
  price: UseQueryResult<Pick<Estimate, "low" | "high" | "available">>;
};

/** The range, and what it would leave. As high while it loads as afterwards. */
export function WhatIfPrice({ price }: WhatIfPriceProps) {
  if (price.isError) return <Text size="sm">{errorSentence(price.error)}</Text>;
  if (price.data === undefined) return <Skeleton h={54} aria-label={words.loading} />;
  const { low, high } = price.data;
  const left = leftAfter(price.data);
  return (
    <Stack gap={2} role="status" style={{ opacity: price.isPlaceholderData ? 0.6 : 1 }}>
      <Text fw={650} size="xl" style={{ fontVariantNumeric: "tabular-nums" }}>
        {low === high ? formatCredits(high) : `${formatRange({ low, high })} ${strings.usage.meter.unit(high)}`}
      </Text>
      <Text size="sm">{left.missing > 0 ? words.short(left.missing) : words.left(left.low, left.high)}</Text>
    </Stack>
  );
}
