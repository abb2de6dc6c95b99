import type { Plugin } from "vite";
import { configDefaults, defineConfig } from "vitest/config";
import { SummaryReporter } from "./test-servers/vitest-summary.ts";

// The workspace packages are tested from their sources, without a build in between.
const conditions = ["dokly-source", "module", "node", "development|production"];
const postgres = "./test-servers/postgres/global-setup.ts";
const postgres15 = "./test-servers/postgres-15/global-setup.ts";
const pglite = "./test-servers/pglite/global-setup.ts";

// As the server resolves them: Node itself knows no "module", where some packages have files for bundlers only, and no
// "development", where parsers have files that check each of their own steps and take twice as long.
const onServer = ["dokly-source", "node"];
const ssr = { resolve: { conditions: onServer, externalConditions: onServer } };
const asNodeResolves: Plugin = {
  name: "as-node-resolves",
  // Vitest adds "development" to what a configuration says.
  configResolved: (config) => void Object.assign(config.ssr.resolve ?? {}, ssr.resolve),
};
const fromSources = { resolve: { conditions }, ssr, plugins: [asNodeResolves] };

// The engine's tests: what runs once, on PostgreSQL; what runs on each kind of database, as a project of its own; and
// what compares them all.
const inCredits = (...paths: readonly string[]) => paths.map((path) => `packages/credits/test/${path}.test.ts`);
const pure = inCredits("model/**/*");
const verbs = inCredits("*", "faults/*", "databases/*");
const meetings = inCredits("interleavings/*");
const comparison = inCredits("histories/parity");
const severalConnections = inCredits("batching*", "action-log", "faults/database", "faults/verify-damage");
/** What belongs to one kind. */
const only = {
  pglite: inCredits("histories/pglite", "databases/one-connection"),
  partitioned: inCredits("databases/partitions"),
  others: inCredits("databases/histories"),
  whole: inCredits("migrate"),
};

type DatabaseProject = {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  readonly globalSetup: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

function databaseProject(name: string, { include, exclude = [], globalSetup, env = {} }: DatabaseProject) {
  return {
    ...fromSources,
    test: {
      name,
      include: [...include],
      exclude: [...configDefaults.exclude, ...exclude],
      globalSetup: [...globalSetup],
      isolate: false,
      env,
      testTimeout: 30_000,
      hookTimeout: 60_000,
    },
  };
}

export default defineConfig({
  test: {
    reporters: [process.env["TEST_VERBOSE"] === "1" ? "verbose" : "default", new SummaryReporter()],
    passWithNoTests: false,
    // Many suites wait for processes, locks and deadlines: one more than the two cores of a small machine.
    maxWorkers: 3,
    projects: [
      {
        ...fromSources,
        test: {
          name: "unit",
          isolate: false,
          include: [
            "packages/*/src/**/*.test.{ts,tsx}",
            ...pure,
            "scripts/**/*.test.mjs",
            "test-servers/*.test.ts",
            "bench/*.test.ts",
            "bench/!(test)/**/*.test.ts",
          ],
        },
      },
      databaseProject("database", {
        include: [...inCredits("**/*"), "bench/test/**/*.test.ts"],
        exclude: [...pure, ...comparison, ...only.pglite, ...only.partitioned, ...only.others],
        globalSetup: [postgres],
      }),
      databaseProject("postgres15", {
        include: [...verbs, ...meetings, "packages/server/test/database/*.test.ts"],
        exclude: [...only.pglite, ...only.partitioned],
        globalSetup: [postgres15],
        env: { DOKLY_ENGINE_DATABASE: "postgres15" },
      }),
      databaseProject("partitioned", {
        include: [...verbs, ...inCredits("interleavings/{stepped,holds}")],
        exclude: [...only.pglite, ...only.whole],
        globalSetup: [postgres],
        env: { DOKLY_ENGINE_DATABASE: "partitioned" },
      }),
      databaseProject("pglite", {
        include: [...verbs, ...only.pglite],
        exclude: [...severalConnections, ...only.partitioned, ...only.others, ...only.whole],
        globalSetup: [pglite],
        env: { DOKLY_ENGINE_DATABASE: "pglite" },
      }),
      databaseProject("parity", { include: comparison, globalSetup: [postgres, postgres15, pglite] }),
      {
        ...fromSources,
        test: {
          name: "http",
          include: ["packages/server/test/**/*.test.ts"],
          setupFiles: ["./packages/server/test/forget-secrets.ts"],
          // A file opens and closes what is its own; loading the server anew for each was half of what small ones cost.
          isolate: false,
          globalSetup: [postgres, "./test-servers/build-server.mjs"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        ...fromSources,
        test: {
          name: "examples",
          include: ["test/{documentation,examples}/**/*.test.ts"],
          isolate: false,
          globalSetup: [postgres, pglite],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSources,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["./test/browser/global-setup.ts"],
          // The state of a test is the product's; loading Playwright and the contract anew took seconds of each file.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
});
