import type { OperatorReport } from "@dokly/contract";
import { Code } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Fact, Facts } from "../settings/facts.tsx";
import { formatAgo, formatCredits, formatDate, formatRange } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";

const words = strings.reports.detail;

/** Who, where, when, and what it cost. */
export function ReportFacts({ told }: { told: OperatorReport }) {
  const { action, person, report, workspace, history } = told;
  return (
    <Facts>
      <Fact name={words.person}>
        {person.name}
        {person.email !== null && ` · ${person.email}`}
        {!person.isMember && ` · ${words.left}`}
      </Fact>
      <Fact name={words.workspace}>
        <Link to="/operator/workspaces/$workspace" params={{ workspace: workspace.id }}>
          {workspace.name}
        </Link>{" "}
        · {words.plan(workspace.plan, formatDate(workspace.periodEnd))}
      </Fact>
      <Fact name={words.reported}>
        {exactInstantText(report.reportedAt)} ({formatAgo(report.reportedAt)})
      </Fact>
      <Fact name={words.when}>
        {exactInstantText(action.startedAt)}
        {action.member !== null && action.member.id !== person.id && ` · ${words.ranBy(action.member.name)}`}
      </Fact>
      <Fact name={words.outcome}>{words.outcomes[action.status]}</Fact>
      {action.failure !== null && <Fact name={words.failure}>{action.failure.message}</Fact>}
      {action.document !== null && (
        <Fact name={words.page}>
          {action.document.title} · {action.document.path}
        </Fact>
      )}
      {action.estimate !== null && <Fact name={words.estimate}>{formatRange(action.estimate)}</Fact>}
      <Fact name={words.charged}>{formatCredits(action.charged)}</Fact>
      <Fact name={words.refunded}>{formatCredits(action.refunded)}</Fact>
      <Fact name={words.refundable}>{formatCredits(told.refundable)}</Fact>
      {action.model !== null && (
        <Fact name={words.model}>
          <Code>{action.model}</Code>
        </Fact>
      )}
      <Fact name={words.action}>
        <Code>{action.id}</Code>
        <br />
        <Link to="/operator/actions/$action" params={{ action: action.id }}>
          {words.story}
        </Link>
      </Fact>
      <Fact name={words.history(history.days)}>
        {words.ofPerson}: {words.count(history.person.reports, history.person.refunded)}
        <br />
        {words.ofWorkspace}: {words.count(history.workspace.reports, history.workspace.refunded)}
      </Fact>
    </Facts>
  );
}
