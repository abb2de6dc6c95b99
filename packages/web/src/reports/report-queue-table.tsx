import type { OperatorReportRow } from "@dokly/contract";
import { Button, Center, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { formatAgo, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import classes from "./reports.module.css";

const words = strings.reports.queue;

type TableProps = {
  rows: readonly OperatorReportRow[];
  hasMore: boolean;
  isFetching: boolean;
  onMore: () => void;
};

/** Reports by row, each leading to the page where it is answered. */
export function ReportQueueTable({ rows, hasMore, isFetching, onMore }: TableProps) {
  const { columns } = words;
  return (
    <section className="dokly-panel" aria-label={words.label}>
      <table className="dokly-table" aria-label={words.label}>
        <thead>
          <tr>
            <th scope="col">{columns.what}</th>
            <th scope="col" className="dokly-wide">
              {columns.who}
            </th>
            <th scope="col" className="dokly-number">
              {columns.charged}
            </th>
            <th scope="col" className="dokly-wide">
              {columns.reported}
            </th>
            <th scope="col" className="dokly-wide">
              {columns.state}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </table>
      {hasMore && (
        <Center p="md">
          <Button variant="default" size="sm" loading={isFetching} onClick={onMore}>
            {words.more}
          </Button>
        </Center>
      )}
    </section>
  );
}

function Row({ row }: { row: OperatorReportRow }) {
  const kind = strings.usage.kind(row.kind);
  const time = formatAgo(row.reportedAt);
  return (
    <tr className={classes["row"]}>
      <td>
        <Link to="/operator/reports/$report" params={{ report: row.id }}>
          <Text span size="sm" fw={600}>
            {kind}
          </Text>
        </Link>
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }} lineClamp={2}>
          {strings.reports.problems[row.problem]}
          {row.text !== "" && ` · ${row.text}`}
        </Text>
        <div className="dokly-narrow">
          {[row.reportedBy.name, row.workspace.name, time, words.state[row.state]].join(" · ")}
        </div>
      </td>
      <td className="dokly-wide">
        {row.reportedBy.name}
        <Text size="xs" c="dimmed">
          {row.workspace.name}
        </Text>
      </td>
      <td className="dokly-number">
        {formatNumber(row.charged)}
        {row.refunded > 0 && (
          <Text size="xs" c="dimmed">
            {words.refundedOf(row.refunded, row.charged)}
          </Text>
        )}
      </td>
      <td className="dokly-wide">
        <time dateTime={row.reportedAt} title={exactInstantText(row.reportedAt)}>
          {time}
        </time>
      </td>
      <td className="dokly-wide">{words.state[row.state]}</td>
    </tr>
  );
}
