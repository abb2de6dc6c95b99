import type { Action, Report } from "@dokly/contract";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Flag, MessageSquareReply } from "lucide-react";
import { useMe } from "../api/session.ts";
import { formatAgo } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { answerSentence } from "./answer-text.ts";
import { ReportDialog } from "./report-dialog.tsx";
import { actionReportQuery, useWithdrawReport } from "./report-queries.ts";

const words = strings.reports;

type SectionProps = { workspace: string; action: Action };

/** On a receipt: a way to say that the action did not work, or what became of that. */
export function ReportSection({ workspace, action }: SectionProps) {
  const told = useQuery(actionReportQuery(workspace, action.id)).data;
  const [isOpened, dialog] = useDisclosure(false);
  if (told === undefined) return null;
  if (told.report !== null) return <Reported workspace={workspace} action={action} report={told.report} />;
  if (!told.canReport) return null;
  return (
    <div>
      <Button
        size="xs"
        variant="default"
        leftSection={<Flag size={13} aria-hidden />}
        aria-label={words.buttonLabel}
        onClick={dialog.open}
      >
        {words.button}
      </Button>
      <ReportDialog workspace={workspace} action={action} isOpened={isOpened} onClose={dialog.close} />
    </div>
  );
}

/** What was said, and what the operator answered. */
function Reported({ workspace, action, report }: SectionProps & { report: Report }) {
  const withdraw = useWithdrawReport(workspace, action.id);
  const isOwn = useMe().id === report.reportedBy.id;
  return (
    <Alert variant="light" color="gray" icon={<MessageSquareReply size={18} aria-hidden />} title={words.status.title}>
      <Stack gap={6} style={{ overflowWrap: "anywhere" }}>
        <Text size="sm">
          {words.problems[report.problem]}.{report.text !== "" && ` ${words.answer.said(report.text)}`}
        </Text>
        {!isOwn && <Text size="sm">{words.status.by(report.reportedBy.name)}.</Text>}
        {report.answers.length === 0 && report.state !== "refunding" && (
          <Text size="sm" c="dimmed">
            {words.status.open(formatAgo(report.reportedAt))} {report.showText && words.status.shown}
          </Text>
        )}
        {report.state === "refunding" && <Text size="sm">{words.status.refunding}</Text>}
        {report.answers.map((answer) => (
          <Text size="sm" key={answer.number}>
            <Text span fw={600}>
              {answerSentence(answer, action.charged)}
            </Text>
            {answer.words !== "" && ` ${words.answer.said(answer.words)}`}
          </Text>
        ))}
        {isOwn && report.state === "open" && (
          <Group>
            <Button size="compact-xs" variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
              {words.status.withdraw}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
