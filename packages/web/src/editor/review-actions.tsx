import { Button, CopyButton, Kbd } from "@mantine/core";
import { isProblem } from "../api/problem.ts";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { isRunning } from "./run-state.ts";
import type { AiReviewParts } from "./use-ai.ts";
import type { ActiveRun } from "./use-ai-run.ts";
import { usePrice } from "./use-price.ts";

const words = strings.editor.review;

/** The buttons below a run: what can be decided at this moment. */
export function ReviewActions({ review, run }: { review: AiReviewParts; run: ActiveRun }) {
  const { state } = run;
  if (isRunning(state)) {
    return (
      <div className={classes["reviewActions"]}>
        <Button size="xs" variant="default" disabled={state.phase === "cancelling"} onClick={review.cancel}>
          {words.stop} <Key name={words.keys.discard} />
        </Button>
        {state.phase === "given-up" ? (
          <Button size="xs" onClick={review.tryAgain}>
            {words.retry}
          </Button>
        ) : null}
      </div>
    );
  }
  const { isStale } = review;
  const text = state.phase === "review" || state.phase === "stopped" ? state.text : "";
  const canUse = text !== "" && text !== run.original;
  return (
    <div className={classes["reviewActions"]}>
      {canUse && state.phase === "review" && !isStale ? <AcceptButton review={review} run={run} /> : null}
      <Button size="xs" variant="default" onClick={review.discard}>
        {canUse ? words.discard : words.close} <Key name={words.keys.discard} />
      </Button>
      {canUse && state.phase === "stopped" && !isStale ? (
        <Button size="xs" variant="subtle" onClick={review.accept}>
          {words.useAnyway}
        </Button>
      ) : null}
      {canUse && isStale ? <CopyText text={text} /> : null}
      {isStale ? null : <RetryButton review={review} run={run} />}
    </div>
  );
}

function AcceptButton({ review, run }: { review: AiReviewParts; run: ActiveRun }) {
  const { changes, dropped, text } = review.choice;
  if (text === run.original) return null;
  return (
    <Button size="xs" onClick={review.accept}>
      {dropped.size === 0 ? words.accept : words.acceptSome(changes.length - dropped.size, changes.length)}{" "}
      <Key name={words.keys.accept} />
    </Button>
  );
}

/** Runs it once more on the original: a new hold, whose range it shows. */
function RetryButton({ review, run }: { review: AiReviewParts; run: ActiveRun }) {
  const { state, kind, options } = run;
  const range = review.range();
  const ask = "action" in state ? state.action.id : state.phase;
  const asked = range === null ? null : { range: { from: range.from, to: range.to }, kind, options, ask };
  const price = usePrice(review.pricing, asked);
  const isMain = state.phase === "failed" || state.phase === "refused";
  const isChanged = state.phase === "refused" && isProblem(state.error, "estimate-changed");
  const estimate = price.data?.estimate;
  return (
    <Button size="xs" variant={isMain ? "filled" : "subtle"} onClick={() => review.again(options, price.data)}>
      {isChanged ? words.runAtNewPrice : words.retry}
      {estimate === undefined ? null : ` · ${strings.editor.ai.credits(estimate)}`}
    </Button>
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
