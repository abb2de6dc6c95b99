import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "oxc-parser";

const skippedFolders: ReadonlySet<string> = new Set(["node_modules", "dist", "fixtures", "test-results"]);

type SyntaxNode = { readonly type: string; readonly [field: string]: unknown };

export type TestNames = {
  /** Full names, describe blocks first, as far as they are written down as texts. */
  readonly names: readonly string[];
  /** Where a test or a block is left out, or runs alone. */
  readonly leftOut: readonly string[];
};

/** The names of all tests below folders. */
export function readTestNames(folders: readonly string[]): TestNames {
  const found = { names: [] as string[], leftOut: [] as string[] };
  for (const path of folders.flatMap(listTestFiles)) {
    const { program, errors } = parseSync(path, readFileSync(path, "utf8"));
    if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
    collect(program, "", found);
  }
  return found;
}

function listTestFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listTestFiles(path);
    return /\.test\.(ts|tsx|mjs)$/.test(entry.name) ? [path] : [];
  });
}

/** Walks the tree; a describe's title goes before those of the tests inside it. */
function collect(value: unknown, prefix: string, found: { names: string[]; leftOut: string[] }): void {
  if (Array.isArray(value)) for (const item of value) collect(item, prefix, found);
  if (!isNode(value)) return;
  const call = value.type === "CallExpression" ? callOf(value) : null;
  const name = call === null ? prefix : `${prefix} ${call.title}`.trim();
  if (call?.isLeftOut) found.leftOut.push(name);
  else if (call?.runs === "test") found.names.push(name);
  for (const [field, inner] of Object.entries(value)) if (field !== "type") collect(inner, name, found);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

const leavingOut: ReadonlySet<string> = new Set(["skip", "skipIf", "runIf", "todo", "fails", "only"]);

/** Whether a call is of `test…` or `describe…`, and its title; null for every other call. */
function callOf({ callee, arguments: values }: SyntaxNode) {
  const [first, ...more] = wordsOf(callee);
  const title = Array.isArray(values) ? textOf(values[0]) : null;
  if (title === null || !["describe", "test", "it"].includes(first ?? "")) return null;
  return {
    runs: first === "describe" ? "describe" : "test",
    title,
    isLeftOut: more.some((word) => leavingOut.has(word)),
  };
}

/** `test.each(…)` is test, each. */
function wordsOf(callee: unknown): readonly string[] {
  if (!isNode(callee)) return [];
  if (callee.type === "Identifier") return [String(callee["name"])];
  if (callee.type === "CallExpression") return wordsOf(callee["callee"]);
  return callee.type === "MemberExpression" ? [...wordsOf(callee["object"]), ...wordsOf(callee["property"])] : [];
}

function textOf(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === "Literal") return typeof value["value"] === "string" ? value["value"] : null;
  if (value.type !== "TemplateLiteral" || !Array.isArray(value["quasis"])) return null;
  return value["quasis"].map((quasi: { value: { cooked: string } }) => quasi.value.cooked).join("…");
}
