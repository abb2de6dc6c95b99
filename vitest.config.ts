import { configDefaults, defineConfig } from "vitest/config";
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
        test: { name: "unit", include: ["packages/*/src/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs"] },
      },
      {
        ...fromSources,
        test: {
          name: "database",
          include: ["packages/credits/test/**/*.test.ts"],
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
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSources,
        test: {
          name: "browser",
          include: ["test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, "test/helpers/**"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
