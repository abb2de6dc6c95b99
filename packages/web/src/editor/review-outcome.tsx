import { Text } from "@mantine/core";
import { errorSentence } from "../api/error-sentence.ts";
import { ApiProblem } from "../api/problem.ts";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { failureSentence } from "./say-run-end.ts";
import type { ActiveRun } from "./use-ai-run.ts";

const words = strings.editor.review;

/** What a refused run is told as; with how long to wait, where the server said so. */
function refusalSentence(error: unknown): string {
  const seconds = error instanceof ApiProblem ? error.retryAfterSeconds : null;
  return seconds === null ? errorSentence(error) : `${errorSentence(error)} ${words.waitSeconds(seconds)}`;
}

/** What became of a run that did not simply succeed: what happened, what it cost, what to do. */
export function ReviewOutcome({ run: { kind, state } }: { run: ActiveRun }) {
  if (state.phase === "refused")
    return <Outcome title={words.refusedTitle} text={refusalSentence(state.error)} isProblem />;
  if (state.phase === "failed") {
    const { held } = state.action;
    return (
      <Outcome
        title={words.failedTitle}
        text={`${failureSentence(state.action)} ${words.failedReturned(held, kind === "page")}`}
        isProblem
      />
    );
  }
  if (state.phase === "stopped") {
    const { charged } = state.action;
    return <Outcome text={`${words.stopped(charged)} ${state.text === "" ? "" : words.stoppedHint}`} />;
  }
  if (state.phase === "lost") return <Outcome text={words.lost} />;
  if (state.phase === "given-up") return <Outcome text={words.givenUp} isProblem />;
  return null;
}

function Outcome(props: { title?: string; text: string; isProblem?: boolean }) {
  return (
    <div className={classes["outcome"]} data-problem={props.isProblem || undefined}>
      {props.title === undefined ? null : (
        <Text size="sm" fw={600}>
          {props.title}
        </Text>
      )}
      <Text size="sm">{props.text}</Text>
    </div>
  );
}
