import { posix } from "node:path";

const bannedNames = new Set(["utils", "util", "helpers", "helper", "common", "misc", "lib", "shared"]);
const foldersBelowSourceMax = 3;

/** Files are where and called what the house style says: no drawers for everything, no barrels, no deep trees. */
export function checkPlacesAndNames(sources) {
  return sources.flatMap((source) => [...bannedName(source), ...barrel(source), ...depth(source)]);
}

function bannedName({ path }) {
  const isTest = /(^|\/)test\//.test(path);
  const parts = path.split("/").map((part) => part.split(".")[0]);
  const banned = parts.find(
    (part, index) => bannedNames.has(part) && !(isTest && part === "helpers" && index < parts.length - 1),
  );
  if (banned === undefined) return [];
  return [`${path} is in a drawer called ${banned}. Name the file after what it does, and put it beside what uses it.`];
}

function barrel({ path, code }) {
  if (code === null || !path.startsWith("packages/")) return [];
  const isDoor = /^packages\/[^/]+\/src\/index\.ts$/.test(path);
  if (posix.basename(path).startsWith("index.") && !isDoor && !/^packages\/web\/src\/strings\/index\.ts$/.test(path)) {
    return [
      `${path} is an index inside a package. A package has one, src/index.ts; name this file after its main export.`,
    ];
  }
  const statements = code.program.body;
  const isOnlyPassingOn =
    statements.length > 0 &&
    statements.every((statement) => /^Export(All|Named)Declaration$/.test(statement.type) && statement.source);
  if (isDoor || !isOnlyPassingOn) return [];
  return [`${path} only passes on what other files export. Import those files themselves.`];
}

function depth({ path }) {
  const below = /^packages\/[^/]+\/src\/(.*)$/.exec(path)?.[1]?.split("/").length ?? 1;
  if (below - 1 <= foldersBelowSourceMax) return [];
  return [
    `${path} lies ${below - 1} folders below src; ${foldersBelowSourceMax} is the most. Move it up to the feature that it belongs to.`,
  ];
}
