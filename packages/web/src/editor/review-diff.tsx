import { type KeyboardEvent, useRef, useState } from "react";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { foldSame } from "./fold-same.ts";
import type { TextPart } from "./text-changes.ts";
import type { ChangeChoice } from "./use-change-choice.ts";

const words = strings.editor.review;

/**
 * What an AI text would change: taken away struck through, added underlined, not by colour alone. Each change can be
 * dropped by a click, or by arrow keys and Space. Folded, it shows the changes with a few lines around each.
 */
export function ReviewDiff({ choice, isFolded = false }: { choice: ChangeChoice; isFolded?: boolean }) {
  const { parts, changes } = choice;
  const group = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const all = [...(group.current?.querySelectorAll<HTMLElement>("[role=checkbox]") ?? [])];
    const at = all.findIndex((element) => element.matches(":focus"));
    if (step === undefined || all.length === 0) return;
    event.preventDefault();
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place within a text.
    <div ref={group} className={classes["reviewText"]} role="group" aria-label={words.changesLabel} onKeyDown={move}>
      {parts.map((part, index) =>
        part.type === "same" ? (
          <SameText
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one comparison never change their order.
            key={index}
            text={part.text}
            ends={{ isFirst: index === 0, isLast: index === parts.length - 1 }}
            isFolded={isFolded}
          />
        ) : (
          <Change
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one comparison never change their order.
            key={index}
            part={part}
            number={changes.indexOf(index) + 1}
            count={changes.length}
            isDropped={choice.dropped.has(index)}
            onToggle={() => choice.toggle(index)}
          />
        ),
      )}
    </div>
  );
}

type SameTextProps = { text: string; ends: { isFirst: boolean; isLast: boolean }; isFolded: boolean };

/** What did not change; where it is long, its middle waits behind a button. */
function SameText({ text, ends, isFolded }: SameTextProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { before, hidden, after } = foldSame(text, ends);
  if (!isFolded) return text;
  if (isOpen || hidden === null) return before + (hidden?.text ?? "") + after;
  return (
    <>
      {before}
      <button type="button" className={classes["fold"]} onClick={() => setIsOpen(true)}>
        {words.showSame(hidden.lines)}
      </button>
      {after.replace(/^\n/, "")}
    </>
  );
}

type Changed = Extract<TextPart, { type: "change" }>;

function Change(props: { part: Changed; number: number; count: number; isDropped: boolean; onToggle: () => void }) {
  const { part, isDropped, onToggle } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: an input element can not be wrapped over lines as a text is.
    <span
      role="checkbox"
      aria-checked={!isDropped}
      aria-label={words.change(props.number, props.count, part)}
      title={isDropped ? words.take : words.drop}
      tabIndex={props.number === 1 ? 0 : -1}
      className={classes["change"]}
      data-dropped={isDropped || undefined}
      onClick={onToggle}
      onKeyDown={(event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        onToggle();
      }}
    >
      <ChangedText part={part} />
    </span>
  );
}

/** The two sides of a change. */
export function ChangedText({ part }: { part: Changed }) {
  return (
    <>
      {part.removed === "" ? null : <del className={classes["removed"]}>{part.removed}</del>}
      {part.added === "" ? null : <ins className={classes["added"]}>{part.added}</ins>}
    </>
  );
}
