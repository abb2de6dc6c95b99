import { Badge, Loader, Text, Tooltip } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { chargeFigures } from "./charge-figures.ts";
import { RefineForm } from "./refine-form.tsx";
import { ReviewActions } from "./review-actions.tsx";
import { ReviewDiff } from "./review-diff.tsx";
import { ReviewOutcome } from "./review-outcome.tsx";
import { isRunning } from "./run-state.ts";
import { StreamedText } from "./streamed-text.tsx";
import type { AiReviewParts } from "./use-ai.ts";
import type { ActiveRun } from "./use-ai-run.ts";

const words = strings.editor.review;

/** An AI run in place: its text as it comes, then what it would change, with Enter and Escape to decide. */
export function ReviewPanel(props: { review: AiReviewParts; run: ActiveRun; onResize: () => void }) {
  const { review, run, onResize } = props;
  const { state } = run;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = panel.current;
    if (element === null) return;
    element.focus({ preventScroll: true });
    // The browser's own selection of the text runs on through the panel, and would be painted over the diff.
    document.getSelection()?.removeAllRanges();
    const observer = new ResizeObserver(() => {
      onResize();
      // As it grows it stays in sight, as long as the person is with it and has not gone on writing elsewhere.
      if (element.contains(document.activeElement)) element.scrollIntoView({ block: "nearest" });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [onResize]);
  const decide = (event: KeyboardEvent): void => {
    const hasOwnEnter = event.target instanceof HTMLButtonElement || event.target instanceof HTMLInputElement;
    const isAtChanges = event.target === panel.current && event.key.startsWith("Arrow");
    if (event.key === "Escape") (isRunning(state) ? review.cancel : review.discard)();
    else if (event.key === "Enter" && !hasOwnEnter && state.phase === "review" && !review.isStale) review.accept();
    else if (isAtChanges) panel.current?.querySelector<HTMLElement>("[role=checkbox]")?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section
      ref={panel}
      className={classes["review"]}
      aria-label={words.region(strings.editor.kinds[run.kind].name)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the focus, so that Enter and Escape decide at once.
      tabIndex={0}
      onKeyDown={decide}
      data-phase={state.phase}
    >
      <ReviewHead run={run} />
      <ReviewBody review={review} run={run} />
      {review.isStale ? (
        <Text size="sm" px="md" pb="xs" c="var(--mantine-color-error)">
          {words.changed}
        </Text>
      ) : null}
      <ReviewActions review={review} run={run} />
      {state.phase === "review" && !review.isStale ? <RefineForm review={review} run={run} text={state.text} /> : null}
    </section>
  );
}

function ReviewHead({ run }: { run: ActiveRun }) {
  const { state } = run;
  const isDemo =
    state.phase !== "refused" &&
    (state.held?.writer === "demo" || ("action" in state && state.action.tags.includes("demo")));
  return (
    <div className={classes["reviewHead"]}>
      <Text span fw={650} size="sm">
        {strings.editor.kindWith(run.kind, run.options)}
      </Text>
      {isDemo ? (
        <Tooltip label={strings.editor.ai.demoExplained}>
          <Badge size="sm" variant="default" tt="none" fw={550}>
            {strings.editor.ai.demoWriter}
          </Badge>
        </Tooltip>
      ) : null}
      <span className={classes["reviewFigure"]}>
        {isRunning(state) ? <Loader size={12} type="dots" aria-hidden /> : null}
        <RunFigure run={run} />
      </span>
    </div>
  );
}

function RunFigure({ run: { state } }: { run: ActiveRun }) {
  if (state.phase === "refused") return null;
  if ("action" in state) return strings.editor.status.line(chargeFigures(state.action));
  const doing = {
    starting: words.starting,
    streaming: words.writing,
    cancelling: words.cancelling,
    lost: "",
    "given-up": "",
  };
  return (
    <>
      {doing[state.phase]} {state.held === null ? null : words.held(state.held.held)}
    </>
  );
}

function ReviewBody({ review, run }: { review: AiReviewParts; run: ActiveRun }) {
  const { state, original } = run;
  if (state.phase === "refused" || state.phase === "failed") return <ReviewOutcome run={run} />;
  if (state.phase === "review") {
    const { changes } = review.choice;
    return (
      <>
        {state.text === original ? (
          <Text size="sm" className={classes["outcome"] ?? ""}>
            {words.unchanged}
          </Text>
        ) : null}
        <ReviewDiff choice={review.choice} />
        {changes.length > 1 ? <div className={classes["changesHint"]}>{words.changesHint(changes.length)}</div> : null}
      </>
    );
  }
  return (
    <>
      {/* What is written at the cursor streams there, in the page. */}
      {state.text === "" || original === "" ? null : <StreamedText run={run} text={state.text} />}
      <ReviewOutcome run={run} />
    </>
  );
}
