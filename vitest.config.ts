import { defineConfig } from "vitest/config";
import { SummaryReporter } from "./test-servers/vitest-summary.ts";

// The workspace packages are tested from their sources, without a build in between.
const conditions = ["dokly-source", "module", "node", "development|production"];
const postgres = "./test-servers/postgres/global-setup.ts";

const fromSources = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };

export default defineConfig({
  test: {
    reporters: [process.env["TEST_VERBOSE"] === "1" ? "verbose" : "default", new SummaryReporter()],
    passWithNoTests: false,
    maxWorkers: 2,
    projects: [
      {
        ...fromSources,
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.{ts,tsx}",
            "scripts/**/*.test.mjs",
            "bench/*.test.ts",
            "bench/!(test)/**/*.test.ts",
          ],
        },
      },
      {
        ...fromSources,
        test: {
          name: "database",
          include: ["packages/credits/test/**/*.test.ts", "bench/test/**/*.test.ts"],
          globalSetup: [postgres],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSources,
        test: {
          name: "http",
          include: ["packages/server/test/**/*.test.ts"],
          globalSetup: [postgres],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...fromSources,
        test: {
          name: "examples",
          include: ["test/{documentation,examples}/**/*.test.ts"],
          globalSetup: [postgres],
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
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
});
