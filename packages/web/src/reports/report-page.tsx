import type { OperatorReport } from "@dokly/contract";
import { Alert, Anchor, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import { isProblem } from "../api/problem.ts";
import classes from "../operator/console.module.css";
import { ConsolePanel } from "../operator/console-panel.tsx";
import { ChargeSteps } from "../receipt/charge-steps.tsx";
import { HoldAndReturn } from "../receipt/hold-and-return.tsx";
import { LedgerLines } from "../receipt/ledger-lines.tsx";
import { TokenLines } from "../receipt/token-lines.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { AnswerPanel } from "./answer-panel.tsx";
import { operatorReportQuery } from "./operator-report-queries.ts";
import { PaidDraws } from "./paid-draws.tsx";
import { ReportFacts } from "./report-facts.tsx";
import { ReportedText } from "./reported-text.tsx";

const words = strings.reports.detail;
const route = "/signed-in/operator/reports/$report";

/** Operator → Reports → one: everything that is needed to answer, and the answer. */
export function ReportPage() {
  const { report: id } = useParams({ from: route });
  const report = useQuery(operatorReportQuery(id));
  if (report.data !== undefined) return <Loaded told={report.data} />;
  if (isProblem(report.error, "not-found")) {
    return (
      <Alert color="gray" icon={<CircleAlert size={18} aria-hidden />}>
        {words.missing} <BackLink />
      </Alert>
    );
  }
  if (report.isError) {
    return <LoadFailed title={words.failed} error={report.error} onRetry={() => void report.refetch()} />;
  }
  return <Skeleton h={420} radius="lg" />;
}

function BackLink() {
  return (
    <Anchor underline="always" size="sm" renderRoot={(props) => <Link {...props} to="/operator/reports" />}>
      {words.back}
    </Anchor>
  );
}

function Loaded({ told }: { told: OperatorReport }) {
  const { action } = told;
  const { receipt } = action;
  return (
    <>
      <PageHeading
        title={words.title(strings.usage.kind(action.kind))}
        trail={[strings.operator.title, strings.reports.queue.title]}
        text={`${told.person.name} · ${told.workspace.name}`}
        action={<BackLink />}
      />
      <div className={classes["split"]}>
        <div className={classes["column"]}>
          <ConsolePanel title={words.said}>
            <Text size="sm" fw={600}>
              {strings.reports.problems[told.report.problem]}
            </Text>
            <Text size="sm" className={classes["said"] ?? ""} {...(told.report.text === "" && { c: "dimmed" })}>
              {told.report.text === "" ? words.noWords : told.report.text}
            </Text>
            <ReportFacts told={told} />
          </ConsolePanel>
          <ConsolePanel title={words.receipt} isLast>
            {receipt !== null && <TokenLines receipt={receipt} />}
            {receipt !== null && action.status !== "failed" && action.ownKey === undefined && (
              <ChargeSteps receipt={receipt} held={action.held} />
            )}
            <HoldAndReturn detail={action} />
            <LedgerLines detail={action} asked={null} />
          </ConsolePanel>
        </div>
        <div className={classes["column"]}>
          {/* What is typed belongs to the state that it was typed for. */}
          <AnswerPanel key={told.report.answers.length} told={told} />
          {told.paid.length > 0 && (
            <ConsolePanel title={words.money.title}>
              <PaidDraws paid={told.paid} />
            </ConsolePanel>
          )}
          <ConsolePanel title={words.text.title}>
            <ReportedText told={told} />
          </ConsolePanel>
        </div>
      </div>
    </>
  );
}
