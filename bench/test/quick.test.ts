import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { GrowthResult } from "../engine/growth.ts";
import type { EngineResult } from "../engine/report.ts";
import { nameOf } from "../engine/run-round.ts";
import { allSeries } from "../engine/series.ts";
import type { HttpResult } from "../http/run-http.ts";
import { allHttpSeries, nameOfSeries } from "../http/series.ts";
import type { PanelResult } from "../panel/run-panel.ts";

const timeoutMs = 300_000;
const script = join(import.meta.dirname, "..", "..", "scripts", "bench.mjs");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dokly-bench-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command as `npm run bench` does, and reads what it wrote. */
async function bench(...words: string[]): Promise<{ output: string; result: unknown }> {
  const jsonPath = join(folder, `${words.join(" ")}.json`);
  const child = spawn(process.execPath, [script, ...words, "--json", jsonPath], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let progress = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (progress += chunk.toString("utf8")));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`the benchmark ended with ${code}:\n${progress}\n${output}`);
  return { output, result: JSON.parse(readFileSync(jsonPath, "utf8")) };
}

// Each run has a PostgreSQL of its own and waits for its disk much of the time. The last one, whose profile is of what
// two servers do in an instant, has the machine for itself.

/** A busy machine may turn callers away; nothing else may go wrong. */
const onlyOverload = (errors: Readonly<Record<string, number>>): boolean =>
  Object.keys(errors).every((code) => code === "overloaded");

test.concurrent("a smoke run of the engine's part does all that the table has a line for, and leaves a clean ledger", {
  timeout: timeoutMs,
}, async () => {
  const { output, result } = await bench("engine", "--quick");
  const { lines, rounds, machine, deadlocks, isClean } = result as EngineResult;
  expect(lines.map(({ series }) => nameOf(series))).toEqual(allSeries(true).map(nameOf));
  expect(lines.filter(({ errors }) => !onlyOverload(errors))).toEqual([]);
  expect(lines.filter(({ operationsPerSecond }) => !((operationsPerSecond.median ?? 0) > 0))).toEqual([]);
  for (const { series } of lines) expect(output).toContain(series.subject);
  expect(rounds).toHaveLength(1);
  expect(rounds[0]?.actions).toBeGreaterThan(0);
  expect(rounds[0]?.verification.transfers).toBeGreaterThan(rounds[0]?.actions ?? 0);
  expect(rounds[0]?.differences).toEqual([]);
  expect(rounds[0]?.peerDifferences).toBe(0);
  expect(deadlocks).toBe(0);
  expect(isClean).toBe(true);
  expect(machine.settings).toMatchObject({ fsync: "on", synchronous_commit: "on" });
  expect(output).toMatch(/verify after every round looked at [\d,]+ transfers/);
});

test.concurrent("a smoke run of growth fills, measures both sizes, and leaves clean ledgers", {
  timeout: timeoutMs,
}, async () => {
  const { output, result } = await bench("engine", "--growth", "--quick");
  const { measured, transfersBefore, isClean } = result as GrowthResult;
  expect(transfersBefore).toBeGreaterThanOrEqual(2_000);
  const names = measured.map(({ size, callers, isOverAll }) => `${size} ${callers}${isOverAll ? " all" : ""}`);
  expect(names.toSorted()).toEqual(["empty 1024", "empty 64", "grown 1024", "grown 1024 all", "grown 64"]);
  for (const { result: one } of measured) expect(onlyOverload(one.errors)).toBe(true);
  expect(isClean).toBe(true);
  expect(output).toContain("CPU × empty");
});

test.concurrent("a smoke run of the panel asks everything of a long and of a short history", {
  timeout: timeoutMs,
}, async () => {
  const { output, result } = await bench("panel", "--quick");
  const { figures, isClean } = result as PanelResult;
  expect(figures).toHaveLength(22);
  for (const { name, p50Ms } of figures) {
    expect(p50Ms).toBeGreaterThan(0);
    expect(output).toContain(name);
  }
  expect(isClean).toBe(true);
});

test("a smoke run over HTTP loads the built server, two of them, and its stream, and leaves a clean ledger", {
  timeout: timeoutMs,
}, async () => {
  const { output, result } = await bench("http", "--quick");
  const { measured, firstToken, profile, check, isClean, memory } = result as HttpResult;
  const names = (all: readonly { series: HttpResult["measured"][number]["series"] }[]) =>
    all.map(({ series }) => nameOfSeries(series)).sort();
  expect(names(measured)).toEqual(names(allHttpSeries(true).map((series) => ({ series }))));
  for (const { result: one } of measured) {
    expect(one.figures.pairs).toBeGreaterThan(0);
    expect(Object.keys(one.totals.errors).filter((said) => said !== "answered 503 overloaded")).toEqual([]);
  }
  expect(firstToken.added.p50Ms).not.toBeNull();
  expect(check.wrong).toEqual([]);
  expect(check.transfers).toBeGreaterThan(0);
  expect(isClean).toBe(true);
  if (process.platform !== "linux") return;
  expect(memory.atRestBytes).toBeGreaterThan(0);
  expect(profile.layers.map(({ layer }) => layer)).toContain("credit engine");
  expect(output).toContain("| credit engine");
});
