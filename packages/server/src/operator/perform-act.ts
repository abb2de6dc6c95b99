import { type Catalog, CreditsError } from "@dokly/credits";
import type pg from "pg";
import type { z } from "zod";
import { problemOfCreditsError } from "../http/credits-problem.ts";
import { ProblemError } from "../http/problem-error.ts";
import {
  insertOperatorAct,
  insertOperatorOutcome,
  type OperatorAct,
  type OperatorOutcome,
  selectOperatorOutcome,
} from "./operator-audit.ts";

/** What an act came to, with whether it was done before under the same key. */
export type Performed<Reply> = { readonly id: string; readonly reply: Reply; readonly isReplay: boolean };

/** An act that is written down; not new: it was begun before, and may have happened. */
export type BegunAct = { readonly id: string; readonly isNew: boolean };

export type ActDependencies = { readonly pool: pg.Pool; readonly catalog: Catalog };

/**
 * Does an act of an operator: writes it down, does it, and writes down what came of it. Sent again under its key, it
 * answers what it answered first; cut off in between, it is done again, so that `work` has to have its effect once,
 * under keys made of the act's id. What is refused is written down too, and is tried anew when it is sent again.
 * @throws ProblemError `idempotency-key-reused` where the key was used for something else
 */
export async function performAct<Schema extends z.ZodType<Readonly<Record<string, unknown>>>>(
  { pool, catalog }: ActDependencies,
  act: OperatorAct,
  /** What `work` answers, as it is kept. */
  schema: Schema,
  work: (begun: BegunAct) => Promise<z.output<Schema>>,
): Promise<Performed<z.output<Schema>>> {
  const { id, isNew, fingerprint } = await insertOperatorAct(pool, act);
  if (!isNew) {
    if (fingerprint !== act.fingerprint) {
      throw new ProblemError("idempotency-key-reused", "This Idempotency-Key was used for another act of yours.");
    }
    const before = await selectOperatorOutcome(pool, id);
    if (before?.outcome === "done") return { id, reply: schema.parse(before.details), isReplay: true };
  }
  const reply = await finishAct({ pool, catalog }, { id, isNew }, work);
  return { id, reply, isReplay: false };
}

/** Does an act that is written down, and writes down what came of it. A fault leaves it without an outcome. */
export async function finishAct<Reply extends Readonly<Record<string, unknown>>>(
  { pool, catalog }: ActDependencies,
  begun: BegunAct,
  work: (begun: BegunAct) => Promise<Reply>,
): Promise<Reply> {
  let reply: Reply;
  try {
    reply = await work(begun);
  } catch (error) {
    const refusal = refusalOf(error, catalog);
    if (refusal !== null) await insertOperatorOutcome(pool, begun.id, refusal);
    throw error;
  }
  await insertOperatorOutcome(pool, begun.id, { outcome: "done", code: null, details: reply });
  return reply;
}

/** What a refusal is written down as; null for faults: whether the act was done is not known then. */
export function refusalOf(error: unknown, catalog: Catalog): OperatorOutcome | null {
  const problem = error instanceof CreditsError ? problemOfCreditsError(error, catalog) : error;
  if (!(problem instanceof ProblemError) || problem.status >= 500) return null;
  return { outcome: "refused", code: problem.code, details: { detail: problem.message } };
}
