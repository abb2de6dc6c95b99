import { Button, CopyButton, Kbd } from "@mantine/core";
import { isProblem } from "../api/problem.ts";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { isRunning } from "./run-state.ts";
import type { ActiveRun } from "./use-ai-run.ts";

const words = strings.editor.review;

export type ReviewDecisions = {
  onAccept: () => void;
  /** Ends the review without a change. */
  onClose: () => void;
  onCancel: () => void;
  onRetry: () => void;
  /** Joins the same run again after it was given up. */
  onTryAgain: () => void;
};

/** The buttons below a run: what can be decided at this moment. */
export function ReviewActions(props: { run: ActiveRun; isStale: boolean } & ReviewDecisions) {
  const { state } = props.run;
  if (isRunning(state)) {
    return (
      <div className={classes["reviewActions"]}>
        <Button size="xs" variant="default" disabled={state.phase === "cancelling"} onClick={props.onCancel}>
          {words.stop} <Key name={words.keys.discard} />
        </Button>
        {state.phase === "given-up" ? (
          <Button size="xs" onClick={props.onTryAgain}>
            {words.retry}
          </Button>
        ) : null}
      </div>
    );
  }
  const isChange = state.phase !== "refused" && state.text !== props.run.original;
  const canUse = (state.phase === "review" || state.phase === "stopped") && state.text !== "" && isChange;
  return (
    <div className={classes["reviewActions"]}>
      {canUse && state.phase === "review" && !props.isStale ? (
        <Button size="xs" onClick={props.onAccept}>
          {words.accept} <Key name={words.keys.accept} />
        </Button>
      ) : null}
      <Button size="xs" variant="default" onClick={props.onClose}>
        {canUse ? words.discard : words.close} <Key name={words.keys.discard} />
      </Button>
      {canUse && state.phase === "stopped" && !props.isStale ? (
        <Button size="xs" variant="subtle" onClick={props.onAccept}>
          {words.useAnyway}
        </Button>
      ) : null}
      {canUse && props.isStale ? <CopyText text={state.text} /> : null}
      {state.phase === "failed" || state.phase === "refused" ? (
        <Button size="xs" onClick={props.onRetry}>
          {state.phase === "refused" && isProblem(state.error, "estimate-changed") ? words.newEstimate : words.retry}
        </Button>
      ) : null}
    </div>
  );
}

function Key({ name }: { name: string }) {
  return (
    <Kbd size="xs" ml={8} className={classes["key"]}>
      {name}
    </Kbd>
  );
}

/** Copies a text that has no place on the page any more. */
export function CopyText({ text }: { text: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" onClick={copy}>
          {copied ? words.copied : words.copy}
        </Button>
      )}
    </CopyButton>
  );
}
