import { Badge, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { Check } from "lucide-react";
import { useDeferredValue, useEffect, useRef } from "react";
import { CopyText } from "../editor/review-actions.tsx";
import { ReviewOutcome } from "../editor/review-outcome.tsx";
import { isRunning } from "../editor/run-state.ts";
import type { ActiveRun } from "../editor/use-ai-run.ts";
import { strings } from "../strings/index.ts";
import { countWords, draftOutline } from "./draft-outline.ts";
import classes from "./generate.module.css";

const words = strings.generate;

/** A page while it is written: its outline as it grows, the text below it, and what became of it if it did not land. */
export function PageProgress(props: {
  run: ActiveRun;
  onStop: () => void;
  onHide: () => void;
  onBack: () => void;
  onTryAgain: () => void;
}) {
  const { run } = props;
  const { state } = run;
  const text = state.phase === "refused" ? "" : state.text;
  return (
    <Stack>
      <ProgressLine run={run} />
      {text === "" ? null : <DraftText text={text} isWriting={isRunning(state)} />}
      <ReviewOutcome run={run} />
      {isRunning(state) ? (
        <Group justify="flex-end" gap="xs">
          <Text size="sm" c="dimmed" mr="auto">
            {words.goesOn}
          </Text>
          <Button variant="default" onClick={props.onHide}>
            {words.hide}
          </Button>
          {state.phase === "given-up" ? <Button onClick={props.onTryAgain}>{words.reconnect}</Button> : null}
          <Button color="red" variant="light" disabled={state.phase === "cancelling"} onClick={props.onStop}>
            {strings.editor.review.stop}
          </Button>
        </Group>
      ) : (
        <Group justify="flex-end" gap="xs">
          {text === "" ? null : <CopyText text={text} />}
          <Button onClick={props.onBack}>{words.back}</Button>
        </Group>
      )}
    </Stack>
  );
}

function ProgressLine({ run: { state } }: { run: ActiveRun }) {
  if (!isRunning(state) || !("held" in state)) return null;
  const isDemo = state.held?.writer === "demo";
  const count = countWords(state.text);
  return (
    <Group gap="sm">
      <Loader size={14} type="dots" aria-hidden />
      <Text size="sm" role="status">
        {state.held === null
          ? strings.editor.review.starting
          : state.phase === "cancelling"
            ? strings.editor.review.cancelling
            : words.writing(state.held.held)}
      </Text>
      {isDemo ? (
        <Badge size="sm" variant="default" tt="none" fw={550}>
          {strings.editor.ai.demoWriter}
        </Badge>
      ) : null}
      <Text size="sm" c="dimmed" ml="auto">
        {count === 0 ? null : words.words(count)}
      </Text>
    </Group>
  );
}

function DraftText({ text, isWriting }: { text: string; isWriting: boolean }) {
  const shown = useDeferredValue(text);
  const headings = draftOutline(shown);
  const scroller = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is being written stays in sight.
  useEffect(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [shown]);
  return (
    <div className={classes["draft"]}>
      <ol className={classes["outline"]} aria-label={words.outline}>
        {headings.map(({ depth, title }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: headings only ever come after those that are there.
          <li key={index} data-depth={Math.min(depth, 3)}>
            {isWriting && index === headings.length - 1 ? (
              <Loader size={10} aria-hidden />
            ) : (
              <Check size={12} aria-hidden />
            )}
            {title}
          </li>
        ))}
      </ol>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
      <section ref={scroller} className={classes["text"]} aria-label={words.text} tabIndex={0}>
        {shown}
      </section>
    </div>
  );
}
