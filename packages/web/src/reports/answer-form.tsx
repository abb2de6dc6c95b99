import { type OperatorReport, type ReportAnswerBody, reportTextMax } from "@dokly/contract";
import { Button, Group, NumberInput, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { strings } from "../strings/index.ts";
import { useAnswerReport } from "./operator-report-queries.ts";

const words = strings.reports.answerForm;
/** As the audit needs them where no credits are given. */
const wordsMin = 3;

/** One click gives all back; a part and none of it need a little more. */
export function AnswerForm({ told }: { told: OperatorReport }) {
  const { report, refundable, action } = told;
  const answer = useAnswerReport(report.id);
  const [said, setSaid] = useState("");
  const [part, setPart] = useState<number | null>(null);
  const [isUnsaid, setIsUnsaid] = useState(false);
  const send = (asked: Pick<ReportAnswerBody, "answer" | "credits">) => {
    answer.mutate({ ...asked, words: said.trim(), after: report.answered, refundedBefore: action.refunded });
  };
  const decline = () => {
    const isSaid = said.trim().length >= wordsMin;
    setIsUnsaid(!isSaid);
    if (isSaid) send({ answer: "decline" });
  };
  return (
    <Stack gap="sm">
      <Textarea
        label={words.words}
        description={words.wordsHint}
        value={said}
        maxLength={reportTextMax}
        autosize
        minRows={2}
        maxRows={8}
        onChange={(event) => {
          setSaid(event.currentTarget.value);
          setIsUnsaid(false);
        }}
        error={isUnsaid ? words.wordsNeeded : null}
      />
      {refundable > 0 && (
        <Button loading={answer.isPending} onClick={() => send({ answer: "refund", credits: refundable })}>
          {refundable === 1 ? words.one : words.all(refundable)}
        </Button>
      )}
      {refundable > 1 && (
        <Group align="flex-end" gap="sm" wrap="nowrap">
          <NumberInput
            flex={1}
            label={words.partLabel}
            placeholder={words.partHint(refundable - 1)}
            min={1}
            max={refundable - 1}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            value={part ?? ""}
            onChange={(value) => setPart(typeof value === "number" && value > 0 ? value : null)}
          />
          <Button
            variant="default"
            disabled={part === null || answer.isPending}
            onClick={() => part !== null && send({ answer: "refund", credits: part })}
          >
            {words.part}
          </Button>
        </Group>
      )}
      <Button variant="default" disabled={answer.isPending} onClick={decline}>
        {words.decline}
      </Button>
    </Stack>
  );
}
