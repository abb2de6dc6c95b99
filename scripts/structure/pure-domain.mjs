import { importsOf, lineAt, walk } from "./source-files.mjs";

const domainFile = /^packages\/credits\/src\/domain\/(?!.*\.test\.ts$)/;

/** Names of the world outside: a clock, chance, the environment, a log, the network. */
const worldNames = new Set([
  "process",
  "console",
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "fetch",
  "crypto",
  "globalThis",
]);

/** Hashing is arithmetic; drawing random bytes is not. */
const pureOfCrypto = new Set(["hash", "createHash", "createHmac", "timingSafeEqual", "hkdfSync"]);

const where =
  "Rules in packages/credits/src/domain are pure and synchronous: values in, values out. The operation in packages/credits/src/operations passes it in.";

/** The rules about credits see no clock, random, environment, database or logger. */
export function checkPureDomain(sources) {
  return sources
    .filter(({ path, code }) => domainFile.test(path) && code !== null)
    .flatMap((source) => [...impureImports(source), ...impureNames(source)]);
}

function impureImports(source) {
  return importsOf(source).flatMap(({ from, start, names, isType }) => {
    const isInside = from.startsWith("./") || from === "../types.ts";
    const isHashing = from === "node:crypto" && names.every((name) => pureOfCrypto.has(name));
    if (isInside || isHashing || (isType && from.startsWith("../"))) return [];
    return [`${source.path}:${lineAt(source.text, start)} imports ${from}. ${where}`];
  });
}

function impureNames(source) {
  const found = [];
  const report = (node, what) => found.push(`${source.path}:${lineAt(source.text, node.start)} uses ${what}. ${where}`);
  walk(source.code.program, (node, ancestors) => {
    const parent = ancestors.at(-1);
    if (node.type === "MemberExpression" && node.object.type === "Identifier") {
      const member = `${node.object.name}.${node.property.name}`;
      if (member === "Date.now" || member === "Math.random") report(node, `${member}()`);
    }
    if (node.type === "NewExpression" && node.callee.name === "Date" && node.arguments.length === 0)
      report(node, "new Date() without a value");
    if (node.type === "AwaitExpression" || node.async === true) report(node, "a promise");
    const isName = node.type === "Identifier" && worldNames.has(node.name);
    const isOwn =
      parent !== undefined &&
      ((parent.type === "MemberExpression" && parent.property === node && !parent.computed) ||
        (parent.type === "Property" && parent.key === node) ||
        parent.type.startsWith("TS"));
    if (isName && !isOwn) report(node, node.name);
  });
  return found;
}
