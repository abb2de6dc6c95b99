import { VisuallyHidden } from "@mantine/core";
import { useMemo } from "react";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { type DiffPart, wordDiff } from "./word-diff.ts";

const words = strings.editor.review;

/** What an AI text would change, word by word: taken away struck through, added underlined, not by colour alone. */
export function ReviewDiff({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => wordDiff(before, after), [before, after]);
  return (
    <div className={classes["reviewText"]}>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one diff never change their order.
        <Part key={index} part={part} />
      ))}
    </div>
  );
}

function Part({ part }: { part: DiffPart }) {
  if (part.type === "same") return part.text;
  const Tag = part.type === "removed" ? "del" : "ins";
  return (
    <Tag className={classes[part.type]}>
      <VisuallyHidden>{part.type === "removed" ? words.removed : words.added}</VisuallyHidden>
      {part.text}
    </Tag>
  );
}
