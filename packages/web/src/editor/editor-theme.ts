import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The look of the text being written. Colours are the app's variables, so light and dark need no second theme. */
const look = EditorView.theme({
  "&": { height: "100%", fontSize: "0.9375rem", color: "var(--mantine-color-text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mantine-font-family-monospace)", lineHeight: "1.7", overflow: "auto" },
  ".cm-content": { padding: "20px 0 40vh", caretColor: "var(--mantine-color-anchor)", maxWidth: "860px" },
  ".cm-line": { padding: "0 24px" },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-anchor)", borderLeftWidth: "2px" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--dokly-selection)",
  },
  ".cm-placeholder": { color: "var(--mantine-color-placeholder)" },
  ".cm-tooltip": { border: "none", background: "transparent", zIndex: "90" },
  ".cm-panels": {
    background: "var(--dokly-ground)",
    color: "var(--mantine-color-text)",
    borderColor: "var(--dokly-line)",
  },
  ".cm-button, .cm-textfield": {
    background: "var(--dokly-raised)",
    color: "var(--mantine-color-text)",
    border: "1px solid var(--mantine-color-default-border)",
    borderRadius: "5px",
  },
  ".cm-searchMatch": { background: "var(--dokly-selection)" },
  ".cm-specialChar": { color: "var(--mantine-color-error)" },
  ".dokly-ai-range": { background: "var(--dokly-range)", boxShadow: "0 2px 0 var(--mantine-color-anchor)" },
  ".dokly-ai-ghost": { color: "var(--mantine-color-anchor)", whiteSpace: "break-spaces" },
  ".dokly-ai-host": { padding: "8px 24px 14px", cursor: "default" },
});

const colours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], color: "var(--mantine-color-anchor)" },
  { tag: [tags.processingInstruction, tags.meta, tags.contentSeparator], color: "var(--mantine-color-dimmed)" },
  { tag: [tags.quote, tags.comment], color: "var(--mantine-color-dimmed)" },
  { tag: tags.monospace, color: "var(--dokly-code)" },
]);

/** Two versions side by side: no room below the text, and the same colours for what was taken away and added. */
export const mergeTheme = EditorView.theme({
  "&": { height: "auto", fontSize: "0.85rem" },
  ".cm-content": { padding: "8px 0" },
  ".cm-line": { padding: "0 12px" },
  ".cm-gutters": { background: "transparent", border: "none" },
  ".cm-collapsedLines": {
    background: "var(--dokly-ground)",
    color: "var(--mantine-color-dimmed)",
    "&:before, &:after": { content: '""' },
  },
  "&.cm-merge-a .cm-changedLine": { background: "var(--dokly-removed)" },
  "&.cm-merge-b .cm-changedLine": { background: "var(--dokly-added)" },
  "&.cm-merge-a .cm-changedText, &.cm-merge-b .cm-changedText": { background: "none", fontWeight: "700" },
});

export const editorTheme = [look, syntaxHighlighting(colours)];
