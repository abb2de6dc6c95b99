import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { likelyTests } from "./likely-tests.ts";

const inTest = (paths: readonly string[]): readonly string[] => paths.map((path) => `packages/credits/test/${path}`);

type Suite = { readonly name: string; readonly project: string; readonly files: readonly string[] };

const verbs = [
  "refunds",
  "reversals",
  "limits.test",
  "own-keys",
  "linked-holds",
  "plan-changes",
  "unpaid-plans",
  "trials",
  "resets.test",
  "batching",
  "migrate",
];
const cases = ["amounts", "database", "ends", "keys", "periods", "verify"].map((name) => `faults/${name}`);

/** The quickest first: a mistake is looked for until one finds it. */
const onDatabase: readonly Suite[] = [
  { name: "verbs", project: "database", files: inTest(["rules/", ...verbs, ...cases]) },
  { name: "PGlite", project: "pglite", files: inTest(["databases/one-connection"]) },
  { name: "partitions", project: "partitioned", files: inTest(["databases/"]) },
  { name: "histories", project: "database", files: inTest(["histories/postgres"]) },
  { name: "races and faults", project: "database", files: inTest(["interleavings/", "faults/crash-points"]) },
];

const pure: Suite = { name: "unit", project: "unit", files: ["packages/credits/src"] };

/** The suites for a mistake in a file, those that probably find it first; null: for none at all. */
function suitesFor(file: string | null): readonly Suite[] {
  const all = [...onDatabase, pure];
  if (file === null) return all;
  const files = likelyTests(file).map((path) => `packages/credits/${path}`);
  const first = [
    { name: "likely", project: "unit", files: files.filter((path) => path.includes("/src/")) },
    { name: "likely", project: "database", files: files.filter((path) => !path.includes("/src/")) },
  ];
  return [...first.filter((suite) => suite.files.length > 0), ...all];
}

/** A busy machine is no mistake of the engine. */
const patience = ["--testTimeout=120000", "--hookTimeout=120000"];

/** More than every run has: a lock that is gone must be missed by one of them. */
const meetings = { DOKLY_MEETINGS: "100" };

/** No suite takes this long unless something waits or runs for ever. */
const suiteMsMax = 600_000;

/** The test that failed; null: all passed. */
export type Catch = { readonly suite: string; readonly test: string; readonly message: string } | null;

/** Runs the suites in a folder, with a mistake in `file`, until a test fails. */
export async function runSuites(
  folder: string,
  file: string | null,
  environment: Readonly<Record<string, string>>,
): Promise<Catch> {
  for (const { name, project, files } of suitesFor(file)) {
    const failed = await runSurely(folder, [`--project=${project}`, ...files], { ...meetings, ...environment });
    if (failed !== null) return { suite: name, ...failed };
  }
  return null;
}

/** What a machine says that has too much to do. */
const busy = /timed out|more to do than it can|database went away/;

/** A test that only took too long, or a file that says nothing, is asked again: that can be the machine. */
async function runSurely(...run: Parameters<typeof runSuite>): Promise<Failure | null> {
  for (let attempt = 1; ; attempt += 1) {
    const failed = await runSuite(...run);
    const isClear = failed === null || (failed.message !== "" && !busy.test(failed.message));
    if (isClear || attempt === 3) return failed;
  }
}

async function runSuite(
  folder: string,
  chosen: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Failure | null> {
  const report = join(folder, "report.json");
  rmSync(report, { force: true });
  const options = ["--bail=1", "--reporter=json", `--outputFile=${report}`, "--exclude=**/mutants/**", ...patience];
  const vitest = spawn(
    process.execPath,
    [join(folder, "node_modules/vitest/vitest.mjs"), "run", ...options, ...chosen],
    {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    },
  );
  let said = "";
  vitest.stderr?.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000);
  });
  const end = await endOf(vitest);
  if (end === "timeout") return { test: "(none: they never ended)", message: "" };
  const failed = failedTest(report);
  if (failed !== null || end === 0) return failed;
  if (!hasRun(report)) throw new Error(`No test ran: ${chosen.join(" ")}\n${said}`);
  return { test: `(none: they ended with ${end})`, message: said.trim().split("\n").at(-1) ?? "" };
}

function endOf(child: ChildProcess): Promise<number | "timeout"> {
  return new Promise((resolve, reject) => {
    const stopAll = (): void => {
      // With its workers: they are a group of their own.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    };
    const timer = setTimeout(() => {
      stopAll();
      resolve("timeout");
    }, suiteMsMax);
    process.once("exit", stopAll);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(timer);
      process.off("exit", stopAll);
      resolve(code ?? 1);
    });
  });
}

type Failure = { readonly test: string; readonly message: string };

type Report = {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

function readReport(path: string): Report | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Report;
  } catch {
    return null;
  }
}

/** Tests that were never started catch nothing. */
function hasRun(path: string): boolean {
  return (readReport(path)?.numTotalTests ?? 0) > 0;
}

/** The name of the first test that failed, or of the file that could not even be read. */
function failedTest(path: string): Failure | null {
  const report = readReport(path);
  for (const file of report?.testResults ?? []) {
    const failed = file.assertionResults.find(({ status }) => status === "failed");
    if (failed !== undefined) return { test: failed.fullName, message: firstLineOf(failed.failureMessages[0]) };
  }
  const broken = report?.testResults.find(({ status }) => status === "failed");
  if (broken === undefined) return null;
  return { test: `(all of ${broken.name.split("/").at(-1)})`, message: firstLineOf(broken.message) };
}

function firstLineOf(text = ""): string {
  return (text.split("\n")[0] ?? "").slice(0, 200);
}
