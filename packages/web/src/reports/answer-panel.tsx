import type { OperatorReport } from "@dokly/contract";
import { Alert, Text } from "@mantine/core";
import { ConsolePanel } from "../operator/console-panel.tsx";
import { formatAgo, formatDate } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { AnswerForm } from "./answer-form.tsx";
import { answerSentence } from "./answer-text.ts";

const words = strings.reports.answerForm;

/** What is to be known before answering, apart from the report itself. */
function hintsOf({ report, refundable, sources, workspace }: OperatorReport): string[] {
  const dead = sources.filter(({ isAlive }) => !isAlive).length;
  const until = formatDate(workspace.periodEnd);
  const hints: string[] = [];
  if (report.answers.length > 0) hints.push(words.again);
  if (report.charged === 0) hints.push(words.free);
  else if (refundable === 0) hints.push(words.nothing);
  else if (dead > 0) hints.push(dead === sources.length ? words.goodwill(until) : words.partlyGoodwill(until));
  return hints;
}

/** What was answered so far, and the next answer. */
export function AnswerPanel({ told }: { told: OperatorReport }) {
  const { report } = told;
  const { answers, state } = report;
  return (
    <ConsolePanel title={words.title}>
      {answers.map((answer) => (
        <Alert key={answer.number} color="gray" variant="light">
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            <Text span fw={600}>
              {answerSentence(answer, report.charged)}
            </Text>{" "}
            {answer.words !== "" && strings.reports.answer.said(answer.words)}{" "}
            <Text span c="dimmed">
              {formatAgo(answer.answeredAt)}
            </Text>
          </Text>
        </Alert>
      ))}
      {state === "withdrawn" && <Text size="sm">{words.withdrawn}</Text>}
      {state === "refunding" && <Text size="sm">{words.underway}</Text>}
      {state !== "withdrawn" && state !== "refunding" && (
        <>
          {hintsOf(told).map((hint) => (
            <Text size="sm" key={hint}>
              {hint}
            </Text>
          ))}
          <AnswerForm told={told} />
        </>
      )}
    </ConsolePanel>
  );
}
