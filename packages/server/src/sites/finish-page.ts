import { posix } from "node:path";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";

/** A page as it was written, with what is needed to give it its place in its site. */
export type FinishTask = {
  readonly text: string;
  /** Where it will be stored. */
  readonly path: string;
  /** Its place in the navigation, from 1. */
  readonly number: number;
  /** It was stopped before its end. */
  readonly isDraft: boolean;
  /** Every path that a link may lead to. */
  readonly paths: readonly string[];
};

type Node = {
  readonly type: string;
  readonly url?: string;
  readonly identifier?: string;
  readonly alt?: string | null;
  readonly children?: readonly Node[];
  readonly position?: { readonly start: { readonly offset?: number }; readonly end: { readonly offset?: number } };
};

type Edit = { readonly start: number; readonly end: number; readonly insert: string };

const parser = unified().use(remarkParse).use(remarkGfm);
/** The front matter of a page: between two lines of three hyphens at its very start. */
const frontMatter = /^---\n(?:[\s\S]*?\n)?---(?=\n|$)/;

const startOf = (node: Node): number => node.position?.start.offset ?? 0;
const endOf = (node: Node): number => node.position?.end.offset ?? 0;

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* walk(child);
}

/** Whether a link stays within its page, or leads to another host or a mail program: it is left as it is. */
function isElsewhere(url: string): boolean {
  return url === "" || url.startsWith("#") || /^(https?:|mailto:)/i.test(url);
}

/**
 * Where a link leads, as it is to be written; null where nothing is there. A link from the site's root, or without the
 * ending of its page, is put right.
 */
function resolveUrl(url: string, { path, paths }: { readonly path: string; readonly paths: ReadonlySet<string> }) {
  // Another host by another name, or a scheme that no documentation needs.
  if (url.startsWith("//") || /^[a-z][a-z0-9+.-]*:/i.test(url)) return null;
  const [, file = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
  const decoded = decodePath(file);
  const target = posix.normalize(decoded.startsWith("/") ? decoded.slice(1) : posix.join(posix.dirname(path), decoded));
  const plain = target.replace(/\/$/, "");
  const found = [plain, `${plain}.md`, `${plain}.mdx`, `${plain}/index.md`].find((candidate) => paths.has(candidate));
  if (found === undefined) return null;
  if (found === plain && !decoded.startsWith("/")) return url;
  return encodeURI(posix.relative(posix.dirname(path), found)) + rest;
}

function decodePath(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}

/** The text of a link without the link. */
function textOf(node: Node, text: string): string {
  const [first] = node.children ?? [];
  const last = node.children?.at(-1);
  if (first === undefined || last === undefined) return node.alt ?? "";
  return text.slice(startOf(first), endOf(last));
}

function editsOf(tree: Node, task: FinishTask): Edit[] {
  const paths = new Set(task.paths);
  const nodes = [...walk(tree)];
  const isDead = (url: string): boolean => !isElsewhere(url) && resolveUrl(url, { path: task.path, paths }) === null;
  const dead = new Set(
    nodes.filter((node) => node.type === "definition" && isDead(node.url ?? "")).map((node) => node.identifier ?? ""),
  );
  return nodes.flatMap((node): Edit[] => {
    const place = { start: startOf(node), end: endOf(node) };
    if (node.type === "linkReference" || node.type === "imageReference")
      return dead.has(node.identifier ?? "") ? [{ ...place, insert: textOf(node, task.text) }] : [];
    if (node.type === "definition") return dead.has(node.identifier ?? "") ? [{ ...place, insert: "" }] : [];
    if ((node.type !== "link" && node.type !== "image") || isElsewhere(node.url ?? "")) return [];
    const url = resolveUrl(node.url ?? "", { path: task.path, paths });
    if (url === null) return [{ ...place, insert: textOf(node, task.text) }];
    if (url === node.url) return [];
    const source = task.text.slice(place.start, place.end);
    const at = source.lastIndexOf(node.url ?? "");
    if (at === -1) return [{ ...place, insert: textOf(node, task.text) }];
    const start = place.start + at;
    return [{ start, end: start + (node.url ?? "").length, insert: url }];
  });
}

/** The edits that stand in no other one: a dead link around a picture goes with it. */
function outermost(edits: readonly Edit[]): Edit[] {
  return edits.filter(
    (edit) => !edits.some((other) => other !== edit && other.start <= edit.start && other.end >= edit.end),
  );
}

/** What is to be changed, from the end to the start. */
function findEdits(task: FinishTask): readonly Edit[] {
  const front = frontMatter.exec(task.text)?.[0] ?? "";
  // Blanked, so that it is neither a rule nor a heading, and every offset stays.
  const blanked = front.replaceAll(/[^\n]/g, " ") + task.text.slice(front.length);
  return outermost(editsOf(parser.parse(blanked) as Node, task)).toSorted((a, b) => b.start - a.start);
}

/** Adds fields to the front matter, which is made where there is none; what is there already stays. */
function withFields(text: string, fields: Readonly<Record<string, string>>): string {
  const found = frontMatter.exec(text)?.[0] ?? "";
  const missing = Object.entries(fields).filter(([name]) => !new RegExp(`^${name}:`, "m").test(found));
  const lines = missing.map(([name, value]) => `${name}: ${value}\n`).join("");
  return found === "" ? `---\n${lines}---\n\n${text}` : `${found.slice(0, -3)}${lines}---${text.slice(found.length)}`;
}

/**
 * Gives a page its place in its site: `order` (and `draft`) in its front matter, and no link that leads nowhere. A link
 * to a page that does not exist becomes its text.
 */
export function finishPage(task: FinishTask): string {
  let text = task.text;
  // A dead link around a dead picture: what is within shows once what is around is gone.
  for (let edits = findEdits({ ...task, text }); edits.length > 0; edits = findEdits({ ...task, text })) {
    for (const { start, end, insert } of edits) text = text.slice(0, start) + insert + text.slice(end);
  }
  return withFields(text, { order: String(task.number), ...(task.isDraft ? { draft: "true" } : {}) });
}
