import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parseSync } from "oxc-parser";

const skippedFolders = new Set([
  "node_modules",
  "dist",
  ".git",
  ".dokly",
  ".cache",
  "coverage",
  "test-results",
  "fixtures",
]);
const codePattern = /\.(ts|tsx|mts|mjs)$/;
const textPattern = /\.(ts|tsx|mts|mjs|sql|css|html)$/;

/**
 * Reads every source file below a folder. Paths are relative to it, with slashes; code files come with their syntax
 * tree.
 * @returns {{ path: string, text: string, lines: string[], code: null | { program: any, module: any } }[]}
 */
export function readSources(root) {
  return listFiles(root, root)
    .filter((path) => textPattern.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const code = codePattern.test(path) ? { ...parse(path, text), text } : null;
      return { path, text, lines: text.split("\n"), code };
    });
}

function parse(path, text) {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} can not be parsed: ${errors[0].message}`);
  return { program, module };
}

function listFiles(folder, root) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skippedFolders.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? listFiles(path, root) : [relative(root, path).split(sep).join("/")];
    })
    .sort();
}

/** Every module that a file names in an import or an export, with the offset and whether only types come from it. */
export function importsOf({ code }) {
  const { staticImports, staticExports, dynamicImports } = code.module;
  return [
    ...staticImports.map(({ moduleRequest, start, entries }) => ({
      from: moduleRequest.value,
      start,
      names: entries.map((entry) => entry.importName.name ?? entry.importName.kind),
      isType: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...staticExports.flatMap(({ entries, start }) =>
      entries
        .filter((entry) => entry.moduleRequest !== null)
        .map((entry) => ({ from: entry.moduleRequest.value, start, names: [], isType: entry.isType })),
    ),
    ...dynamicImports.flatMap(({ moduleRequest, start }) => {
      const literal = /^["'`]([^"'`]+)["'`]$/.exec(code.text?.slice(moduleRequest.start, moduleRequest.end) ?? "");
      return literal === null ? [] : [{ from: literal[1], start, names: [], isType: false }];
    }),
  ];
}

/** The number of the line that an offset is in, from 1. */
export function lineAt(text, offset) {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** Calls `visit` for every node of a syntax tree, with the nodes above it, the nearest last. */
export function walk(node, visit, ancestors = []) {
  if (node === null || typeof node !== "object") return;
  if (Array.isArray(node)) {
    for (const child of node) walk(child, visit, ancestors);
    return;
  }
  if (typeof node.type !== "string") return;
  visit(node, ancestors);
  const below = [...ancestors, node];
  for (const [key, child] of Object.entries(node)) {
    if (key !== "type" && typeof child === "object") walk(child, visit, below);
  }
}
