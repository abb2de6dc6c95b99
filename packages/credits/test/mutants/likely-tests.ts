/** Where a mistake in a file, named by a part of its path, is looked for first: it is mostly found there, sooner. */
const likely: readonly (readonly [part: string, tests: readonly string[]])[] = [
  ["domain/burn-order.", ["src/domain/burn-order"]],
  ["domain/period.", ["src/domain/period"]],
  ["domain/rate-card.", ["src/domain/rate-card", "test/rules/guards"]],
  ["domain/top-up-price.", ["src/domain/top-up-price"]],
  ["domain/transfer.", ["src/domain/transfer"]],
  ["batch/queue.", ["src/batch/queue"]],
  ["batch/batcher.", ["test/batching"]],
  ["batch/book-cache.", ["test/rules/", "test/batching"]],
  ["batch/run-to-end.", ["test/rules/batch"]],
  ["batch/", ["test/batching", "test/faults/ends", "test/limits.test"]],
  ["database/migrate.", ["test/rules/last-defence", "test/faults/database", "test/migrate", "test/databases"]],
  ["database/", ["test/faults/database", "test/databases"]],
  ["domain/amount.", ["test/faults/amounts", "src/domain/rate-card"]],
  ["domain/lot.", ["test/faults/periods", "test/reversals", "test/refunds"]],
  ["domain/hold.", ["test/faults/ends"]],
  ["domain/take-holds.", ["test/limits.test", "test/linked-holds", "test/faults/ends", "test/faults/database"]],
  ["domain/limit", ["test/limits.test", "test/own-keys"]],
  ["domain/end-hold.", ["test/reversals", "test/limits.test", "test/faults/periods", "test/faults/ends"]],
  ["domain/change-plan.", ["test/plan-changes"]],
  ["domain/refund.", ["test/refunds", "test/reversals", "test/limits.test"]],
  ["domain/reverse-grant.", ["test/reversals", "test/rules/guards"]],
  ["domain/replay.", ["test/rules/guards", "test/faults/verify.test"]],
  ["domain/audit", ["test/faults/verify.test"]],
  ["domain/", ["test/faults/periods", "test/plan-changes", "test/rules/time", "test/limits.test"]],
  ["operations/refund.", ["test/refunds"]],
  ["operations/open-workspace.", ["test/rules/last-defence"]],
  ["operations/check-schema.", ["test/migrate", "test/faults/database"]],
  ["operations/get-action.", ["test/faults/amounts", "test/own-keys"]],
  [
    "operations/",
    ["test/rules/guards", "test/faults/ends", "test/faults/keys", "test/faults/amounts", "test/linked-holds"],
  ],
  ["store/open-accounts.", ["test/rules/batch", "test/faults/keys"]],
  ["store/accounts.", ["test/rules/batch", "test/interleavings/holds", "test/faults/keys"]],
  ["store/limits.", ["test/limits.test", "test/own-keys"]],
  ["store/usage-slots.", ["test/refunds", "test/faults/periods", "test/faults/ends"]],
  ["store/operations.", ["test/faults/keys", "test/databases"]],
  ["store/action-log.", ["test/action-log", "test/faults/ends"]],
  ["store/array-literal.", ["test/faults/amounts"]],
  ["store/", ["test/rules/guards", "test/faults/ends", "test/faults/periods", "test/faults/keys", "test/rules/time"]],
  ["sql/", ["test/rules/last-defence"]],
];

/** Test files, below packages/credits, that probably find a mistake in a file. */
export function likelyTests(file: string): readonly string[] {
  return likely.find(([part]) => file.includes(part))?.[1] ?? [];
}
