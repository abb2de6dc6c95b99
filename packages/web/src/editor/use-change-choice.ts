import type { ActionKind } from "@dokly/contract";
import { useMemo, useState } from "react";
import { changesAmong, composeText, grainFor, textChanges } from "./text-changes.ts";

/** What is compared: an AI text with the one that it would replace. */
export type Compared = { kind: ActionKind; original: string; text: string };

/** Which of an AI text's changes are taken. At first all are; null has none yet. */
export function useChangeChoice(compared: Compared | null) {
  const { kind, original = "", text = null } = compared ?? {};
  const parts = useMemo(
    () => (text === null || kind === undefined ? [] : textChanges(original, text, grainFor(kind, original, text))),
    [kind, original, text],
  );
  const [choice, setChoice] = useState({ of: parts, dropped: new Set<number>() });
  const dropped = choice.of === parts ? choice.dropped : new Set<number>();
  const changes = useMemo(() => changesAmong(parts), [parts]);
  return {
    parts,
    /** Where among the parts the changes are. */
    changes,
    dropped,
    /** Takes or drops one change. */
    toggle: (index: number): void => {
      const next = new Set(dropped);
      if (!next.delete(index)) next.add(index);
      setChoice({ of: parts, dropped: next });
    },
    /** The text with the taken changes only; null until the whole text is there. */
    text: text === null ? null : composeText(parts, dropped),
  };
}

export type ChangeChoice = ReturnType<typeof useChangeChoice>;
