// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are code, and braces in them are part of it.

import { type Mutant, mutantsOf } from "./mutant.ts";

/** Mistakes in verbs: keys, bounds, ends. */
export const verbMutants: readonly Mutant[] = [
  ...mutantsOf("src/operations/stored-operation.ts", {
    "a key answers whatever it is asked": [
      "if (stored.fingerprint === asked.fingerprint) return stored;",
      "if (stored) return stored;",
    ],
    "a key is forgotten": [
      "if (stored === undefined) return null;",
      "if (stored === undefined || stored) return null;",
    ],
  }),
  ...mutantsOf("src/operations/end-of-hold.ts", {
    "a hold can end twice": ["if (hold.end) return", 'if (hold.end && hold.state === "held") return'],
    "a key that ended one hold answers for another": ["`${number} ${input.fingerprint", "`${input.fingerprint"],
    "a caller of the meter API ends actions of the product": [
      "if (hold && !(isUnpricedOnly && hold.prices !== null)) return hold;",
      "if (hold) return hold;",
    ],
  }),
  ...mutantsOf("src/operations/settle-hold.ts", {
    "a charge may be one credit above its hold": [
      "if (charge.credits <= hold.credits)",
      "if (charge.credits <= hold.credits + 1n)",
    ],
    "a price above the hold is charged": ["charge: credits < hold.credits ? credits : hold.credits", "charge: credits"],
  }),
  ...mutantsOf("src/operations/extend-hold.ts", {
    "an ended hold can be extended": [
      'if (hold.state !== "held") throw',
      'if (hold.credits < 0n && hold.state !== "held") throw',
    ],
    "a linked hold can be extended alone": [
      "if (hold.isLinked) throw",
      "if (hold.isLinked && hold.credits < 0n) throw",
    ],
    "a hold lives for ever": ["if (askedMs <= holdLifetimeMsMax) continue;", "if (askedMs > 0) continue;"],
  }),
  ...mutantsOf("src/operations/place-hold.ts", {
    "a hold may ask for more than an hour": [
      "if (deadlineMs <= extensionMsMax) return deadlineMs;",
      "if (deadlineMs > 0) return deadlineMs;",
    ],
  }),
  ...mutantsOf("src/operations/refund.ts", {
    "refunds are bounded one by one": [
      "if (hold.refunded + asked <= charged) return;",
      "if (asked <= charged) return;",
    ],
  }),
  ...mutantsOf("src/operations/grant.ts", {
    "a grant may be dead on arrival": ["expiresAt.getTime() <= now.getTime()", "expiresAt.getTime() < now.getTime()"],
    "the key of a grant ignores its amount": [
      "JSON.stringify([source, `${credits}`, expiresAt])",
      "JSON.stringify([source, expiresAt])",
    ],
  }),
  ...mutantsOf("src/operations/set-suspended.ts", {
    "a late repetition undoes what was decided since": [
      "if (findOperation(book, { operation, key, fingerprint })) return",
      "if (findOperation(book, { operation, key: `${key}?`, fingerprint })) return",
    ],
  }),
  ...mutantsOf("src/operations/open-workspace.ts", {
    "two names share one workspace": [
      "if (book.account.externalId !== externalId)",
      'if (book.account.externalId === "")',
    ],
  }),
  ...mutantsOf("src/operations/check-schema.ts", {
    "an engine works on tables of another version": ["if (found !== schemaVersion)", "if (found === -1)"],
  }),
  ...mutantsOf("src/operations/get-action.ts", {
    "a receipt shows more than the charge": ["receipt.credits < held ? receipt.credits : held", "receipt.credits"],
  }),
];

/** Mistakes in batches: locks, isolation of failures, what is told when the database is away. */
export const batchMutants: readonly Mutant[] = [
  ...mutantsOf("src/store/lock-accounts.ts", {
    "a plan from memory does not see what changed without a line": [
      "array_agg(version) = $2::bigint[]",
      "cardinality($2::bigint[]) > 0",
    ],
    "a plan from memory does not see that the database was set back": [
      "array_agg(encode(last_hash, 'hex')) = $3::text[]",
      "cardinality($3::text[]) > 0",
    ],
    "a plan from memory may be of any time": [
      "clock_timestamp() between $4::timestamptz and $4::timestamptz + $5::integer * interval '1 millisecond'",
      "$4::timestamptz is not null and $5::integer > 0",
    ],
    "a plan from memory waits for whoever has the lock": [
      "for no key update skip locked) as locked",
      "for no key update) as locked",
    ],
    "rows are read without a lock": ["order by workspace_id ${lock})", "order by workspace_id)"],
    "a batch waits for every workspace": ['text("for no key update skip locked")', 'text("for no key update")'],
  }),
  ...mutantsOf("src/store/time.ts", {
    "the clock is read before the locks": ["clock_timestamp()", "now()"],
  }),
  ...mutantsOf("src/store/open-accounts.ts", {
    "opening a second time fails": ["on conflict (workspace_id) do nothing", ""],
  }),
  ...mutantsOf("src/batch/run-to-end.ts", {
    "bad data of one fails all of its batch": ["&& commands.length > 1) {", "&& commands.length > 1_000_000) {"],
    "a conflict is not tried again": ["if (isTransient && attempt < attemptsMax", "if (isTransient && attempt < 1"],
    "an unknown outcome is told as not applied": ["isUnknown ||= error instanceof CommitUnknownError;", ""],
    "a conflict is told as a failure of nobody's": [
      'if (failure.isTransient) return new CreditsError("overloaded"',
      'if (failure.isTransient) return new CreditsError("insufficient-credits" as "overloaded"',
    ],
  }),
  ...mutantsOf("src/batch/book-cache.ts", {
    "what another server wrote is not seen": [
      "return isCurrent && (unreadFrom",
      "return (isCurrent || at) && (unreadFrom",
    ],
    "what another server changed without a line is not seen": ["account.version === version && ", ""],
    "a database that was set back is not noticed": [
      "account.version === version && account.lastHash === lastHash",
      "account.version === version",
    ],
    "overdue holds that are not in memory are overlooked": [
      "(unreadFrom === null || at < unreadFrom)",
      "(unreadFrom === null || at)",
    ],
    "a batch that failed leaves its changes in memory": [
      "    this.#remove(workspace, entry.rows);\n    const { account",
      "    const { account",
    ],
    "a plan from memory knows nothing of a hold that is not there": [
      "holds.every((hold) => book?.holds.has(hold))",
      "holds.every((hold) => hold > 0n)",
    ],
    "a plan from memory overlooks overdue holds that are not there": [
      "      if (book.unreadFrom !== null && at >= book.unreadFrom) return null;\n",
      "",
    ],
    "a plan from memory sets a limit without counting": [
      "if (!hasAll || limit) return null;",
      "if (!hasAll) return null;",
    ],
    "a plan from memory that failed leaves its changes there": [
      "for (const workspace of books.keys()) this.#remove",
      "for (const workspace of new Set<bigint>()) this.#remove",
    ],
    "memory has no end": ["if (this.#rows <= this.#rowsMax) break;", "if (this.#rows > 0) break;"],
  }),
  ...mutantsOf("src/batch/claim.ts", {
    "who is refused is not looked up by the key": ["unwritten.length > 0 ?", "unwritten.length < 0 ?"],
  }),
  ...mutantsOf("src/store/operations.ts", {
    "a key that was used passes for a new one": ["case when count(*) = 0 then 1", "case when count(*) >= 0 then 1"],
  }),
  ...mutantsOf("src/batch/run-batch.ts", {
    "a limit that was set is not read again": [
      "if (limit) books.delete(workspace);",
      "if (limit && workspace < 0n) books.delete(workspace);",
    ],
  }),
  ...mutantsOf("src/batch/plan-commands.ts", {
    "a plan that fails leaves its traces": ["      this.#books.delete(workspace);\n", ""],
    "a plan that fails leaves what was sent before it": [
      "if (this.#isSent) throw",
      "if (this.#books.size === 0) throw",
    ],
  }),
  ...mutantsOf("src/batch/commit.ts", {
    "a change is no new version": ["version: account.version + 1n", "version: account.version"],
  }),
  ...mutantsOf("src/batch/queue.ts", {
    "new holds go before ends": [
      "for (const lines of [this.#urgent, this.#normal]) {\n      const free",
      "for (const lines of [this.#normal, this.#urgent]) {\n      const free",
    ],
  }),
  ...mutantsOf("src/batch/batcher.ts", {
    "the queue has no end": ["queue.length >= (command.isUrgent ? queueMax : queueMaxForNew)", "queue.length < 0"],
    "a caller who has gone is served": ["if (!waiting.signal?.aborted) return true;", "if (waiting) return true;"],
  }),
  ...mutantsOf("src/database/postgres.ts", {
    "a commit that was lost is told as a failed statement": [
      'throw new CommitUnknownError("The connection was lost while a transaction was committed.", { cause: error });',
      "throw error;",
    ],
  }),
  ...mutantsOf("src/database/pglite.ts", {
    "PGlite waits for itself for ever": ["if (inside.getStore()) throw", "if (inside.getStore() === null) throw"],
  }),
];
