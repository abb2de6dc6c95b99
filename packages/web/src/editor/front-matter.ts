import type { markdown } from "@codemirror/lang-markdown";
import { tags } from "@lezer/highlight";

type MarkdownExtension = NonNullable<NonNullable<Parameters<typeof markdown>[0]>["extensions"]>;

/** How front matter begins in its first line: a key of YAML or TOML, a comment, a table, or its end. */
const firstLine = /^(?:["'\w-]+[ \t]*[:=]|#|\[|---|\+\+\+)/;

/**
 * Front matter for the editor's Markdown: the block between two fences at the very top of a page. Without this its last
 * line would be read as a heading, underlined by the closing fence.
 */
export const frontMatter: MarkdownExtension = {
  defineNodes: [{ name: "FrontMatter", block: true, style: tags.meta }],
  parseBlock: [
    {
      name: "FrontMatter",
      before: "HorizontalRule",
      parse(context, line) {
        const fence = line.text.trimEnd();
        const isFence = fence === "---" || fence === "+++";
        // A page may also begin with a rule: what follows tells them apart.
        if (context.lineStart !== 0 || !isFence || !firstLine.test(context.peekLine())) return false;
        while (context.nextLine() && line.text.trimEnd() !== fence) {
          // Every line up to the closing fence belongs to it.
        }
        const end = context.lineStart + line.text.length;
        context.nextLine();
        context.addElement(context.elt("FrontMatter", 0, end));
        return true;
      },
    },
  ],
};
