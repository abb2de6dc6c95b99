import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { startBenchDatabase } from "./engine/bench-database.ts";
import { describeGrowth, runGrowth } from "./engine/growth.ts";
import { describeResult } from "./engine/report.ts";
import { runEngine } from "./engine/run-engine.ts";
import { describeEstimate } from "./estimate/report.ts";
import { runEstimate } from "./estimate/run-estimate.ts";
import { describeHttp } from "./http/report.ts";
import { runHttp } from "./http/run-http.ts";
import { type BenchOptions, readOptions, UsageError, usage } from "./options.ts";
import { describePanel } from "./panel/report.ts";
import { runPanel } from "./panel/run-panel.ts";

/** Runs what the words of the command ask for; a result that is not clean ends with 1. */
async function main(words: readonly string[]): Promise<number> {
  if (words.includes("--help")) {
    console.info(usage);
    return 0;
  }
  const options = readOptions(words);
  return options.part === "estimate" ? measureEstimates(options) : await measureOnDatabase(options);
}

function measureEstimates(options: BenchOptions): number {
  const { corpus, isQuick, seed } = options;
  const result = runEstimate({ isQuick, seed, ...(corpus !== null && { corpus }) }, tell);
  writeResult(options, result);
  console.info(describeEstimate(result));
  return result.isClean ? 0 : 1;
}

async function measureOnDatabase(options: BenchOptions): Promise<number> {
  const bench = await startBenchDatabase();
  // Interrupted, the PostgreSQL goes too; what is in flight fails with it. A terminal's Ctrl-C comes twice: to this
  // process, and by the script that started it.
  const interrupt = (): void => void bench.stop().finally(() => process.exit(130));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
  try {
    if (options.part === "panel") {
      const panel = await runPanel(bench, options, tell);
      writeResult(options, panel);
      console.info(describePanel(panel));
      return panel.isClean ? 0 : 1;
    }
    if (options.part === "http") {
      const http = await runHttp(bench, options, tell);
      writeResult(options, http);
      console.info(describeHttp(http));
      return http.isClean ? 0 : 1;
    }
    const result = options.isGrowth ? await runGrowth(bench, options, tell) : await runEngine(bench, options, tell);
    writeResult(options, result);
    console.info("lines" in result ? describeResult(result) : describeGrowth(result));
    return result.isClean ? 0 : 1;
  } finally {
    await bench.stop();
  }
}

/** Progress goes beside the result, so that the result alone can be kept. */
function tell(sentence: string): void {
  console.error(sentence);
}

function writeResult({ jsonPath }: BenchOptions, result: object): void {
  mkdirSync(dirname(jsonPath), { recursive: true });
  const plain = (_name: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}` : value);
  writeFileSync(jsonPath, `${JSON.stringify(result, plain, 2)}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${usage}` : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
