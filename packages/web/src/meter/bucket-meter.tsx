import type { Balance } from "@dokly/contract";
import { Anchor, Button, Divider, Group, Stack, Text, Title } from "@mantine/core";
import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { formatDate, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { BalanceBar, PartSwatch } from "./balance-bar.tsx";
import classes from "./bucket-meter.module.css";
import { BucketSources } from "./bucket-sources.tsx";
import { type MeterPart, meterParts, meterTotal } from "./meter-parts.ts";
import { ResetFacts } from "./reset-facts.tsx";

const words = strings.usage.meter;

type BucketMeterProps = {
  balance: Balance;
  onTopUp: () => void;
  /** Running actions by name; stands below the figures while something is held. */
  running: ReactNode;
  /** How long they last; stands below the reset. */
  forecast: ReactNode;
  /** Shows every grant there was. */
  onLots: () => void;
};

/** The meter of the usage page: one bar for the bucket, its figures, where they came from and when they end. */
export function BucketMeter({ balance, onTopUp, running, forecast, onLots }: BucketMeterProps) {
  const parts = meterParts(balance);
  const isEmpty = meterTotal(balance) === 0;
  return (
    <section className={`dokly-panel ${classes["panel"]}`} aria-labelledby="bucket-title">
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <Stack gap={2}>
          <Group gap={8} align="baseline">
            <Title order={2} id="bucket-title">
              {words.title}
            </Title>
            <Text size="sm" c="dimmed">
              {words.period(formatDate(balance.period.start), formatDate(balance.period.end))}
            </Text>
          </Group>
          <p className={classes["headline"]}>
            <span className={classes["number"]}>{formatNumber(balance.available)}</span>{" "}
            <span>{words.headline(balance.available)}</span>
          </p>
        </Stack>
        <Button variant="default" flex="none" leftSection={<Plus size={16} aria-hidden />} onClick={onTopUp}>
          {words.topUp}
        </Button>
      </Group>
      <BalanceBar parts={parts} height={20} />
      {isEmpty ? (
        <Text size="sm">{words.empty}</Text>
      ) : (
        <dl className={classes["figures"]}>
          {parts.map((part) => (
            <PartFigure key={part.name} part={part} />
          ))}
        </dl>
      )}
      {balance.held > 0 && running}
      <Divider color="var(--dokly-line)" />
      <div className={classes["columns"]}>
        <Stack gap="xs" align="flex-start">
          <BucketSources balance={balance} />
          <Anchor component="button" type="button" size="sm" underline="always" onClick={onLots}>
            {strings.usage.lots.open}
          </Anchor>
        </Stack>
        <Stack gap="md">
          <ResetFacts balance={balance} />
          {forecast}
        </Stack>
      </div>
    </section>
  );
}

function PartFigure({ part }: { part: MeterPart }) {
  return (
    <div className={classes["figure"]}>
      <dt>
        <PartSwatch name={part.name} />
        {words.parts[part.name]}
      </dt>
      <dd>
        <span className={classes["figureNumber"]}>{formatNumber(part.credits)}</span>
        <span className={classes["percent"]}>{words.percent(part.percent, part.credits)}</span>
      </dd>
    </div>
  );
}
