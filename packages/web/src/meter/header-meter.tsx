import type { Balance } from "@dokly/contract";
import { Group, Skeleton, Stack, Text, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { formatDateTime, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { BalanceBar, PartSwatch } from "./balance-bar.tsx";
import classes from "./header-meter.module.css";
import { type MeterPart, meterParts } from "./meter-parts.ts";
import { useLiveBalance } from "./use-live-balance.ts";

/** The bucket in the header of every page: what is available and what running actions hold; leads to AI usage. */
export function HeaderMeter({ workspace }: { workspace: string }) {
  const { balance, mode } = useLiveBalance(workspace);
  if (balance.data === undefined) {
    return balance.isError ? null : <Skeleton width={148} height={34} radius="xl" />;
  }
  const { available, held } = balance.data;
  const parts = meterParts(balance.data);
  return (
    <Tooltip
      label={<MeterTooltip balance={balance.data} parts={parts} isPolling={mode === "polling"} />}
      position="bottom-end"
      withinPortal
    >
      <Link
        className={classes["meter"]}
        to="/w/$workspace/settings/account/ai-usage"
        params={{ workspace }}
        aria-label={strings.usage.meter.header(available, held)}
      >
        <span className={classes["bar"]}>
          <BalanceBar parts={parts} height={8} isDecoration />
        </span>
        <span>
          <span className={classes["figure"]}>{formatNumber(available)}</span>{" "}
          <span className={classes["unit"]}>{strings.usage.meter.unit(available)}</span>
        </span>
        {held > 0 && (
          <span className={classes["held"]}>
            <PartSwatch name="held" />
            <HeldFigure held={held} />
          </span>
        )}
      </Link>
    </Tooltip>
  );
}

/** On a narrow screen the hatched swatch stands for the word. */
function HeldFigure({ held }: { held: number }) {
  return (
    <span>
      {formatNumber(held)} <span className={classes["heldWord"]}>{strings.usage.meter.heldWord}</span>
    </span>
  );
}

type MeterTooltipProps = { balance: Balance; parts: readonly MeterPart[]; isPolling: boolean };

function MeterTooltip({ balance, parts, isPolling }: MeterTooltipProps) {
  return (
    <Stack gap={4} py={4} miw={180}>
      {parts.map((part) => (
        <Group key={part.name} gap={8} wrap="nowrap">
          <PartSwatch name={part.name} />
          <Text size="sm">{strings.usage.meter.parts[part.name]}</Text>
          <Text size="sm" ml="auto" fw={600} style={{ fontVariantNumeric: "tabular-nums" }}>
            {formatNumber(part.credits)}
          </Text>
        </Group>
      ))}
      <Text size="xs" pt={4}>
        {strings.usage.meter.resets} {formatDateTime(balance.period.end)}
      </Text>
      {isPolling && (
        <Text size="xs" maw={220} style={{ whiteSpace: "normal" }}>
          {strings.usage.meter.polling}
        </Text>
      )}
    </Stack>
  );
}
