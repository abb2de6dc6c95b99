import "@mantine/charts/styles.css";
import type { UsageDay } from "@dokly/contract";
import { BarChart } from "@mantine/charts";
import { Text } from "@mantine/core";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { kindColor } from "./kind-colors.ts";
import { dayText } from "./time-text.ts";
import classes from "./usage-chart.module.css";
import { chartBars, seriesKey } from "./usage-days.ts";

type UsageChartProps = { days: readonly UsageDay[]; kinds: readonly string[] };

/**
 * The bars of the days, stacked by kind; arrow keys walk the days while it has the focus. Loaded only where it is
 * shown.
 */
export function UsageChart({ days, kinds }: UsageChartProps) {
  const byDate = new Map(days.map((day) => [day.date, day]));
  return (
    // A kind that appears while the page is open would be stacked out of its order; a new chart has it in its place.
    <BarChart
      key={kinds.join(" ")}
      className={classes["plot"]}
      data={[...chartBars(days, kinds)]}
      dataKey="date"
      type="stacked"
      series={kinds.map((kind) => ({
        name: seriesKey(kind),
        label: strings.usage.kind(kind),
        color: kindColor(kind),
      }))}
      gridAxis="x"
      tickLine="none"
      maxBarWidth={26}
      xAxisProps={{
        tickFormatter: (date: string) => dayText(date, "short"),
        minTickGap: 24,
        interval: "equidistantPreserveEnd",
      }}
      yAxisProps={{ allowDecimals: false, width: 44, tickFormatter: (value: number) => formatNumber(value) }}
      barChartProps={{ accessibilityLayer: true, margin: { top: 10, right: 20 }, title: strings.usage.chart.label }}
      barProps={{ isAnimationActive: false, stroke: "var(--mantine-color-body)", strokeWidth: 1 }}
      tooltipAnimationDuration={0}
      tooltipProps={{
        content: ({ label }) => <DayTooltip day={byDate.get(String(label))} kinds={kinds} />,
      }}
    />
  );
}

function DayTooltip({ day, kinds }: { day: UsageDay | undefined; kinds: readonly string[] }) {
  if (day === undefined) return null;
  const words = strings.usage.chart;
  return (
    <div className={classes["tooltip"]} role="status">
      <Text size="sm" fw={600} mb={4}>
        {dayText(day.date, "long")}
      </Text>
      {kinds
        .filter((kind) => (day.byKind[kind] ?? 0) !== 0)
        .map((kind) => (
          <div key={kind} className={classes["tooltipRow"]}>
            <span className={classes["dot"]} style={{ background: kindColor(kind) }} />
            <span>{strings.usage.kind(kind)}</span>
            <span>{formatNumber(day.byKind[kind] ?? 0)}</span>
          </div>
        ))}
      <Text size="xs" c="dimmed" mt={4}>
        {words.summary(day.credits, day.actions)}
      </Text>
    </div>
  );
}
