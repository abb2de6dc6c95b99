import type { OperatorReport } from "@dokly/contract";
import { Button, Group, Text } from "@mantine/core";
import { errorSentence } from "../api/error-sentence.ts";
import { strings } from "../strings/index.ts";
import { useReportedText } from "./operator-report-queries.ts";
import classes from "./reports.module.css";

const words = strings.reports.detail.text;

/** What the action wrote, where its person shows it: read on a click, since that is noted. */
export function ReportedText({ told }: { told: OperatorReport }) {
  const read = useReportedText(told.report.id);
  if (told.text !== "shown") {
    return (
      <Text size="sm" c="dimmed">
        {told.text === "gone" ? words.gone : words.private}
      </Text>
    );
  }
  if (read.data !== undefined) {
    return (
      // Long texts scroll, with the keyboard too.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached
      <section className={classes["text"]} aria-label={words.label} tabIndex={0}>
        {read.data.text}
      </section>
    );
  }
  return (
    <>
      <Text size="sm">{words.shown}</Text>
      {read.isError && (
        <Text size="sm" c="red" role="alert">
          {errorSentence(read.error)}
        </Text>
      )}
      <Group>
        <Button size="xs" variant="default" loading={read.isPending} onClick={() => read.mutate()}>
          {words.read}
        </Button>
      </Group>
    </>
  );
}
