import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { nodeForTools } from "./node-runtime.mjs";
import { inRoot, root } from "./paths.mjs";
import { run } from "./run.mjs";
import { PrepareError } from "./say.mjs";

const shared = [
  "package-lock.json",
  "tsconfig.base.json",
  "scripts/build.mjs",
  "packages/contract/src",
  "packages/contract/package.json",
];

/** What each part is built from and what must be there afterwards. */
const parts = {
  web: {
    inputs: [
      ...shared,
      "packages/web/src",
      "packages/web/public",
      "packages/web/index.html",
      "packages/web/vite.config.ts",
      // The app shows them.
      "docs",
    ],
    output: "packages/web/dist/index.html",
  },
  server: {
    inputs: [
      ...shared,
      "packages/credits/src",
      "packages/credits/package.json",
      "packages/server/src",
      "packages/server/package.json",
    ],
    output: "packages/server/dist/bundle/main.js",
  },
};

/** Builds what was changed since it was last built, told by the content of its inputs: all parts, or those named. */
export async function ensureBuilt(names = Object.keys(parts)) {
  const stale = names.filter((name) => !isBuilt(name));
  if (stale.length === 0) return;
  console.info(`Building ${stale.join(" and ")} …`);
  const hashes = stale.map((name) => hashOf(parts[name].inputs));
  const code = await run(nodeForTools(), [inRoot("scripts", "build.mjs"), ...stale]);
  if (code !== 0) throw new PrepareError("The build failed; what it says is above.");
  stale.forEach((name, index) => {
    mkdirSync(dirname(stampOf(name)), { recursive: true });
    writeFileSync(stampOf(name), `${hashes[index]}\n`);
  });
}

const stampOf = (name) => inRoot(".cache", "build", name);

function isBuilt(name) {
  const { inputs, output } = parts[name];
  if (!existsSync(inRoot(output)) || !existsSync(stampOf(name))) return false;
  return readFileSync(stampOf(name), "utf8").trim() === hashOf(inputs);
}

function hashOf(inputs) {
  const hash = createHash("sha256");
  for (const path of inputs.flatMap((input) => filesBelow(inRoot(input))).sort()) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Tests are no input of a build. */
function filesBelow(path) {
  if (!existsSync(path)) return [];
  const entries = statEntries(path);
  if (entries === null) return [path];
  return entries
    .filter((entry) => !/\.test\.tsx?$/.test(entry.name))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

function statEntries(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    if (cause.code === "ENOTDIR") return null;
    throw cause;
  }
}
