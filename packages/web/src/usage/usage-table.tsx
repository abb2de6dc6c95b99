import type { UsageDay } from "@dokly/contract";
import { Table } from "@mantine/core";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { dayText } from "./time-text.ts";
import classes from "./usage-chart.module.css";

const words = strings.usage.chart;

/** The same days as figures, the newest first. As tall as the chart, so that switching moves nothing. */
export function UsageTable({ days, kinds }: { days: readonly UsageDay[]; kinds: readonly string[] }) {
  return (
    // A region that scrolls has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the arrow keys
    <section className={classes["tableBox"]} tabIndex={0} aria-label={words.tableLabel}>
      <Table stickyHeader horizontalSpacing="sm" verticalSpacing={6} tabularNums>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.date}</Table.Th>
            {kinds.map((kind) => (
              <Table.Th key={kind} scope="col" ta="right">
                {strings.usage.kind(kind)}
              </Table.Th>
            ))}
            <Table.Th scope="col" ta="right">
              {words.total}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {words.actions}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.toReversed().map((day) => (
            <Table.Tr key={day.date} {...(day.actions === 0 && { c: "dimmed" })}>
              <Table.Th scope="row" fw={400}>
                {dayText(day.date, "short")}
              </Table.Th>
              {kinds.map((kind) => (
                <Table.Td key={kind} ta="right">
                  {formatNumber(day.byKind[kind] ?? 0)}
                </Table.Td>
              ))}
              <Table.Td ta="right" fw={600}>
                {formatNumber(day.credits)}
              </Table.Td>
              <Table.Td ta="right">{formatNumber(day.actions)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
