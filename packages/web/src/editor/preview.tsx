import { Button, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { strings } from "../strings/index.ts";
import classes from "./editor.module.css";
import { markdownTree } from "./markdown-tree.ts";
import prose from "./prose.module.css";
import { type OpenPage, renderTree } from "./render-tree.tsx";

const words = strings.editor.preview;
/** Up to this length a pause of a moment is enough; beyond it parsing is felt, so the pause is longer. */
const lengthLong = 40_000;
/** From this length on parsing takes seconds: the preview waits until it is asked. */
const lengthAskFirst = 400_000;

/** The page as readers will see it, a moment after the last edit. */
export function Preview({ text, onOpenPage }: { text: string; onOpenPage: OpenPage }) {
  const [askedFor, setAskedFor] = useState<string | null>(null);
  const isLarge = text.length > lengthAskFirst;
  const [settled] = useDebouncedValue(text, text.length > lengthLong ? 700 : 140);
  const shown = isLarge ? askedFor : settled;
  const page = useMemo(() => (shown === null ? null : markdownTree(shown)), [shown]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className={classes["preview"]} aria-label={words.label} tabIndex={0}>
      {isLarge && shown !== text ? (
        <div className={classes["previewAsk"]}>
          <Text size="sm">{words.large}</Text>
          <Button size="xs" variant="default" onClick={() => setAskedFor(text)}>
            {words.render}
          </Button>
        </div>
      ) : null}
      {page === null ? null : (
        <article className={prose["prose"]}>
          {page.frontMatter === null ? null : (
            <details className={prose["frontMatter"]} open={page.frontMatter.length < 400}>
              <summary>{words.frontMatter}</summary>
              <pre>{page.frontMatter}</pre>
            </details>
          )}
          {renderTree(page.tree, onOpenPage)}
          {shown?.trim() === "" ? <Text c="dimmed">{words.empty}</Text> : null}
        </article>
      )}
    </section>
  );
}
