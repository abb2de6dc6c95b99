import { CommitUnknownError, ConnectionError, sqlStateOf } from "../database/port.ts";
import { CreditsError } from "../domain/errors.ts";
import type { Command } from "../operations/command.ts";
import { type Outcome, WrittenDefectError } from "./plan-commands.ts";
import { type Engine, runBatch } from "./run-batch.ts";

/** How often one batch is run again, and the longest pause before the first of those runs; it doubles. */
const attemptsMax = 6;
const pauseMs = 5;
/** No further run is begun after this long: a caller waits for one lock timeout and a bit, not for six. */
const patienceMs = 3_000;

/** Serialization failure, deadlock, lock timeout: nothing was applied, and the same batch may succeed now. */
const transientStates: ReadonlySet<string> = new Set(["40001", "40P01", "55P03"]);

/**
 * Runs a batch until every command has an outcome (RULES R1.3). Transient failures run the whole batch again; bad data
 * is found by
 * halves; a lost commit is run again, since what was applied answers by its key or its end.
 */
export async function runToEnd(engine: Engine, commands: readonly Command<unknown>[]): Promise<readonly Outcome[]> {
  const startedAt = performance.now();
  let isUnknown = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runBatch(engine, commands);
    } catch (error) {
      if (error instanceof WrittenDefectError) return await runWithout(engine, commands, error);
      isUnknown ||= error instanceof CommitUnknownError;
      const state = sqlStateOf(error);
      const isLost = error instanceof CommitUnknownError || error instanceof ConnectionError;
      const isTransient = isLost || (state !== null && transientStates.has(state));
      if (isTransient && attempt < attemptsMax && performance.now() - startedAt < patienceMs) {
        await pause(attempt);
      } else if (state !== null && /^2[23]/.test(state) && commands.length > 1) {
        return await runHalves(engine, commands);
      } else {
        return commands.map(() => ({ kind: "error", error: nameFailure(error, { isUnknown, isLost, isTransient }) }));
      }
    }
  }
}

/** Runs the commands of the other workspaces again; those of the one whose plan threw have their answer. */
async function runWithout(
  engine: Engine,
  commands: readonly Command<unknown>[],
  { workspace, cause }: WrittenDefectError,
): Promise<readonly Outcome[]> {
  const others = commands.filter((command) => command.workspace !== workspace);
  const outcomes = others.length > 0 ? await runToEnd(engine, others) : [];
  let next = 0;
  return commands.map((command) =>
    command.workspace === workspace ? { kind: "error", error: cause } : (outcomes[next++] ?? { kind: "skipped" }),
  );
}

async function runHalves(engine: Engine, commands: readonly Command<unknown>[]): Promise<readonly Outcome[]> {
  const middle = Math.ceil(commands.length / 2);
  const first = await runToEnd(engine, commands.slice(0, middle));
  const second = await runToEnd(engine, commands.slice(middle));
  return [...first, ...second];
}

/**
 * What callers are told when the database would not have it; never "not enough credits", and "not applied" only where
 * that is known.
 */
function nameFailure(cause: unknown, failure: { isUnknown: boolean; isLost: boolean; isTransient: boolean }): unknown {
  if (failure.isUnknown) return new CreditsError("outcome-unknown", {}, { cause });
  if (failure.isLost) return new CreditsError("database-unavailable", {}, { cause });
  if (failure.isTransient) return new CreditsError("overloaded", { retryAfterMs: 1_000 }, { cause });
  return cause;
}

/** Waits a random part of a doubling time, so that those who collided do not meet again. */
function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs * 2 ** attempt));
}

/**
 * The failure of a question as callers are told it: reading changes nothing, so a lost connection is never an unknown
 * outcome.
 */
export function nameReadFailure(cause: unknown): unknown {
  const isLost = cause instanceof CommitUnknownError || cause instanceof ConnectionError;
  return isLost ? new CreditsError("database-unavailable", {}, { cause }) : cause;
}
