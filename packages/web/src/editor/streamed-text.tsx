import { useDeferredValue, useEffect, useMemo, useRef } from "react";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { ChangedText } from "./review-diff.tsx";
import { changesSoFar } from "./text-changes.ts";
import type { ActiveRun } from "./use-ai-run.ts";

/** An AI text while it is written, compared with the original as far as it has come; the rest of it stands pale. */
export function StreamedText({ run, text }: { run: ActiveRun; text: string }) {
  const { kind, original } = run;
  const scroller = useRef<HTMLElement>(null);
  const front = useRef<HTMLSpanElement>(null);
  const shown = useDeferredValue(text);
  const { parts, ahead } = useMemo(
    () => changesSoFar(original, shown, kind === "translate" ? "lines" : "words"),
    [kind, original, shown],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is being written stays in sight.
  useEffect(() => {
    const [box, at] = [scroller.current, front.current];
    if (box !== null && at !== null) box.scrollTo({ top: at.offsetTop - box.clientHeight * 0.7 });
  }, [shown]);
  return (
    <section
      ref={scroller}
      className={classes["reviewText"]}
      aria-label={strings.generate.text}
      data-testid="streamed-text"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
      tabIndex={0}
    >
      {parts.map((part, index) =>
        part.type === "same" ? (
          part.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are drawn anew with every word.
          <ChangedText key={index} part={part} />
        ),
      )}
      <span ref={front} className={classes["front"]} />
      <span className={classes["ahead"]}>{ahead}</span>
    </section>
  );
}
