import rehypeRaw from "rehype-raw";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

/** What the preview draws: the part of an HTML tree that came through the allow-list. */
export type TreeNode = {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: TreeNode[];
};

/** A page as the preview shows it: its front matter as it stands there, and the rest as a tree. */
export type PreviewPage = { frontMatter: string | null; tree: TreeNode };

const frontMatterPattern = /^(---|\+\+\+)[ \t]*\n([\s\S]*?)\n?\1[ \t]*(?:\n|$)/;

/** Parts a page into its front matter (YAML between ---, TOML between +++) and the Markdown after it. */
export function splitFrontMatter(text: string): { frontMatter: string | null; body: string } {
  const found = frontMatterPattern.exec(text);
  if (found === null) return { frontMatter: null, body: text };
  return { frontMatter: (found[2] ?? "").trimEnd(), body: text.slice(found[0].length) };
}

/**
 * The allow-list: GitHub's, without pictures' own addresses (nothing is loaded from elsewhere) and without styles,
 * scripts, forms and frames. Ids get a prefix, so that a page can not stand in for a part of the app.
 */
const schema: typeof defaultSchema = {
  ...defaultSchema,
  clobberPrefix: "page-",
  tagNames: [...(defaultSchema.tagNames ?? []), "abbr", "mark", "figure", "figcaption"],
  attributes: { ...defaultSchema.attributes, img: ["alt"], source: [] },
  protocols: { ...defaultSchema.protocols, href: ["http", "https", "mailto", "tel"], src: [] },
};

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize, schema)
  .freeze();

/** Renders Markdown to a sanitised tree. Whatever the text holds, no script, style or foreign address comes out. */
export function markdownTree(text: string): PreviewPage {
  const { frontMatter, body } = splitFrontMatter(text);
  return { frontMatter, tree: processor.runSync(processor.parse(body)) as TreeNode };
}
