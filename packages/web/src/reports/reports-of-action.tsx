import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import classes from "../operator/console.module.css";
import { formatAgo } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { reportsOfActionQuery } from "./operator-report-queries.ts";

const words = strings.reports;

/** On the story of an action: what was reported of it, each leading to where it is answered. */
export function ReportsOfAction({ action }: { action: string }) {
  const items = useQuery(reportsOfActionQuery(action)).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <ul className={classes["list"]} aria-label={words.queue.label}>
      {items.map((report) => (
        <li key={report.id}>
          <Text size="sm">
            <Link to="/operator/reports/$report" params={{ report: report.id }}>
              {words.ofAction(report.reportedBy.name, formatAgo(report.reportedAt))}
            </Link>
            : {words.problems[report.problem]} ({words.queue.state[report.state]})
          </Text>
        </li>
      ))}
    </ul>
  );
}
