import { Stack, Text } from "@mantine/core";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./top-up.module.css";

const words = strings.topUp;

/** What an action needed and did not find; with the smallest order that covers it, where the server named one. */
export type TopUpNeed = {
  readonly needed: number;
  readonly available: number;
  readonly shortfall: number;
  readonly topUp?: { readonly credits: number; readonly priceCents: number } | undefined;
};

/** Needed less available is missing; and nothing has been sent or charged. */
export function ShortfallFigures({ need }: { need: TopUpNeed }) {
  const figures = [
    { name: words.needed, credits: need.needed },
    { name: words.available, credits: need.available },
    { name: words.shortfall, credits: need.shortfall },
  ];
  return (
    <Stack gap="xs">
      <dl className={classes["figures"]}>
        {figures.map(({ name, credits }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatNumber(credits)}</dd>
          </div>
        ))}
      </dl>
      <Text size="sm" c="dimmed">
        {words.nothingRan}
      </Text>
    </Stack>
  );
}
