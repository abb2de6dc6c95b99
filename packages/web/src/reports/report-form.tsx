import { type Action, type ReportProblem, reportProblems, reportTextMax } from "@dokly/contract";
import { Alert, Button, Checkbox, Group, Radio, Stack, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { strings } from "../strings/index.ts";
import { actionReportQuery, useSendReport } from "./report-queries.ts";

const words = strings.reports.form;

type ReportFormProps = { workspace: string; action: Action; onClose: () => void };

/** What can be expected of a report, told before it is sent. */
function moneySentence({ charged, refunded, ownKey }: Action): string {
  if (ownKey !== undefined) return words.ownKey;
  if (charged === 0) return words.free;
  return refunded === charged ? words.refunded : words.money;
}

/** What was wrong with an action, and who may read what. */
export function ReportForm({ workspace, action, onClose }: ReportFormProps) {
  const told = useQuery(actionReportQuery(workspace, action.id)).data;
  const send = useSendReport(workspace, action.id);
  const [problem, setProblem] = useState<ReportProblem | null>(null);
  const [text, setText] = useState("");
  const [showText, setShowText] = useState(false);
  const [isTried, setIsTried] = useState(false);
  const needsWords = problem === "other" && text.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (problem === null || needsWords) return;
    send.mutate({ problem, text: text.trim(), showText }, { onSuccess: onClose });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">
          {words.intro} {told?.isMailed === true && words.mailed} {moneySentence(action)}
        </Text>
        <Radio.Group
          label={words.problem}
          value={problem}
          onChange={(value) => setProblem(reportProblems.find((one) => one === value) ?? null)}
          error={isTried && problem === null ? words.missing : null}
          required
        >
          <Stack gap={8} mt={6}>
            {reportProblems.map((one) => (
              <Radio key={one} value={one} label={strings.reports.problems[one]} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={words.words}
          description={`${words.wordsHint} ${words.left(reportTextMax - text.length)}.`}
          value={text}
          maxLength={reportTextMax}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => setText(event.currentTarget.value)}
          error={isTried && needsWords ? words.wordsNeeded : null}
        />
        {told?.canShowText === true && (
          <Checkbox
            label={words.showText}
            description={words.showTextHint}
            checked={showText}
            onChange={(event) => setShowText(event.currentTarget.checked)}
          />
        )}
        <Text size="xs" c="dimmed">
          {words.seen}
        </Text>
        {send.isError && (
          <Alert color="red" role="alert">
            {errorSentence(send.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
