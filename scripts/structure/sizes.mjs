import { lineAt, walk } from "./source-files.mjs";

const caps = { file: 300, function: 70, component: 120, line: 120, exports: 5 };

/** Where sentences stand in one string each, or tables of data do: no cap of lines or columns makes them better. */
const dataFiles = [/^packages\/web\/src\/strings\//, /^packages\/contract\/src\//, /\.html$/];

/** Files that may be longer than their cap, each with its reason. */
const exceptions = new Map([
  [
    "packages/credits/src/store/over-workspaces.ts",
    "whatever reads over workspaces stands in one file, which tests read",
  ],
]);

const functionTypes = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/** Nothing grows past what a reader can hold: files, functions, components, lines, exports. */
export function checkSizes(sources) {
  return sources
    .filter(({ path }) => !exceptions.has(path))
    .flatMap((source) => [...longFile(source), ...longLines(source), ...longFunctions(source), ...manyExports(source)]);
}

const isData = ({ path }) => dataFiles.some((pattern) => pattern.test(path));

function longFile({ path, lines }) {
  const count = lines.at(-1) === "" ? lines.length - 1 : lines.length;
  if (count <= caps.file || isData({ path })) return [];
  return [`${path} has ${count} lines; ${caps.file} is the most. Move one of its concepts into a file of its own.`];
}

function longLines(source) {
  if (isData(source)) return [];
  return source.lines.flatMap((line, index) => {
    if (line.length <= caps.line || isUnbreakable(line)) return [];
    const place = `${source.path}:${index + 1}`;
    return [`${place} is ${line.length} columns wide; ${caps.line} is the most. Break it where a reader would pause.`];
  });
}

/** An address, an import, or a sentence for people, which is easier to find and to change when it stands whole. */
function isUnbreakable(line) {
  return /https?:\/\/\S{40,}/.test(line) || /^\s*(import|export) .* from "/.test(line) || /(["'`]).{60,}\1/.test(line);
}

function longFunctions(source) {
  if (source.code === null) return [];
  const found = [];
  walk(source.code.program, (node, ancestors) => {
    if (!functionTypes.has(node.type) || isTestBlock(ancestors.at(-1))) return;
    const name = nameOf(node, ancestors.at(-1));
    const isComponent = source.path.endsWith(".tsx") && /^[A-Z]/.test(name);
    const what = isComponent ? "component" : "function";
    const count = ownLines(node, source.text);
    if (count <= caps[what]) return;
    const place = `${source.path}:${lineAt(source.text, node.start)} ${name || "a function"}`;
    found.push(
      `${place} has ${count} lines; ${caps[what]} is the most for a ${what}. Give a step of it a name of its own.`,
    );
  });
  return found;
}

/** The lines of a function without those of the functions that it declares: each of these is held to the cap itself. */
function ownLines(node, text) {
  const linesOf = ({ start, end }) => lineAt(text, end) - lineAt(text, start) + 1;
  let own = linesOf(node);
  const subtract = (child) => {
    if (child === null || typeof child !== "object") return;
    if (Array.isArray(child)) return child.forEach(subtract);
    if (functionTypes.has(child.type)) {
      own -= Math.max(linesOf(child) - 1, 0);
      return;
    }
    for (const [key, value] of Object.entries(child)) if (key !== "type" && typeof value === "object") subtract(value);
  };
  subtract(node.body);
  return own;
}

/** The body of a `describe` is a list of tests, not a function to follow. */
function isTestBlock(parent) {
  if (parent?.type !== "CallExpression") return false;
  let { callee } = parent;
  while (callee.type === "MemberExpression" || callee.type === "CallExpression")
    callee = callee.object ?? callee.callee;
  return callee.name === "describe";
}

function nameOf(node, parent) {
  return node.id?.name ?? parent?.id?.name ?? parent?.key?.name ?? "";
}

/** Types are free: they describe what the values of a file are. So is the vocabulary that a folder of tests speaks. */
function manyExports(source) {
  if (
    source.code === null ||
    isData(source) ||
    /(^|\/)test\//.test(source.path) ||
    /(^|\/)index\.ts$/.test(source.path)
  )
    return [];
  const values = new Set(
    source.code.module.staticExports.flatMap(({ entries }) =>
      entries.filter((entry) => !entry.isType).map((entry) => entry.exportName.name),
    ),
  );
  if (values.size <= caps.exports) return [];
  return [
    `${source.path} exports ${values.size} values; ${caps.exports} is the most. Each concept has a file named after it.`,
  ];
}
