import { createBatcher } from "./batch/batcher.ts";
import { BookCache, cacheRowsUsual } from "./batch/book-cache.ts";
import { DatabaseTime } from "./batch/database-time.ts";
import type { Engine } from "./batch/run-batch.ts";
import { nameReadFailure } from "./batch/run-to-end.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database/port.ts";
import { type Catalog, defineCatalog } from "./domain/catalog.ts";
import { sumEveryUsual } from "./domain/day-sums.ts";
import { CreditsError } from "./domain/errors.ts";
import type { EngineObserver } from "./observer.ts";
import { changePlanCommand } from "./operations/change-plan.ts";
import { checkWholeNumber } from "./operations/check-input.ts";
import { checkInputs } from "./operations/check-inputs.ts";
import { checkSchema } from "./operations/check-schema.ts";
import type { Command } from "./operations/command.ts";
import { countHolds } from "./operations/count-holds.ts";
import { countPlans } from "./operations/count-plans.ts";
import { estimate, quote } from "./operations/estimate.ts";
import { expireHolds } from "./operations/expire-holds.ts";
import { extendHoldCommand } from "./operations/extend-hold.ts";
import { extendHoldsCommand } from "./operations/extend-holds.ts";
import { findActions } from "./operations/find-actions.ts";
import { getAction } from "./operations/get-action.ts";
import { getBalance } from "./operations/get-balance.ts";
import { getLimits } from "./operations/get-limits.ts";
import { getUsage } from "./operations/get-usage.ts";
import { getVersions } from "./operations/get-versions.ts";
import { grantCommand } from "./operations/grant.ts";
import { listActions } from "./operations/list-actions.ts";
import { listLots } from "./operations/list-lots.ts";
import { listRunningHolds } from "./operations/list-running-holds.ts";
import { openingOf, openWorkspaceCommand } from "./operations/open-workspace.ts";
import { placeHoldCommand } from "./operations/place-hold.ts";
import { placeHoldsCommand } from "./operations/place-holds.ts";
import { purgeKeys } from "./operations/purge-keys.ts";
import { getLedgerHead, listTransfers } from "./operations/read-ledger.ts";
import { refundCommand } from "./operations/refund.ts";
import { releaseHoldCommand } from "./operations/release-hold.ts";
import { reverseGrantCommand } from "./operations/reverse-grant.ts";
import { setLimitCommand } from "./operations/set-limit.ts";
import { setSuspendedCommand } from "./operations/set-suspended.ts";
import { setUnpaidCommand } from "./operations/set-unpaid.ts";
import { settleHoldCommand } from "./operations/settle-hold.ts";
import { sumMargins } from "./operations/sum-margins.ts";
import { verify } from "./operations/verify.ts";
import { insertAccount } from "./store/open-accounts.ts";
import { isSchemaName, sqlOf } from "./store/statement.ts";
import type { Credits } from "./verbs.ts";

export type CreditsOptions = {
  readonly database: Database;
  readonly catalog: Catalog;
  /** Where `migrateCredits` put the tables. Default: `credits`. */
  readonly schema?: string;
  /** Default: the database's time. */
  readonly clock?: Clock;
  /**
   * How many rows of workspaces (accounts, lots, running holds, limits) stay in memory between batches, those used
   * last. Memory and speed depend on it, replies do not. Default: 100,000, about 100 MB; 0: none.
   */
  readonly cacheRows?: number;
  /**
   * After how many actions of a workspace the slots of its chart are added up, so that a chart reads at most about so
   * many rows beside one for each day and kind. Speed depends on it, replies do not. Default: 500.
   */
  readonly sumEvery?: number;
  /** Looks on, for metrics and traces. Default: nobody. */
  readonly observer?: EngineObserver;
};

/**
 * The credit engine on a database that `migrateCredits` has prepared. Many may run on one database, in one process or
 * several.
 * Verbs fail with `CreditsError` (`code`, typed `details`); any verb can fail with `schema-version`,
 * `database-unavailable`, and the
 * changing ones with `overloaded` or `outcome-unknown`. Faults of the database pass through.
 *
 * @example
 * const credits = createCredits({ database: postgresDatabase(pool), catalog: shippedCatalog });
 * const { hold } = await credits.placeHold({ workspace, key, fingerprint, credits: 3n, deadlineMs: 60_000, action,
 * actor: "me" });
 * await credits.settleHold({ workspace, hold, charge: { credits: 2n }, status: "succeeded", actor: "me" });
 */
export function createCredits(options: CreditsOptions): Credits {
  const { database, catalog, schema = "credits", clock = {} } = options;
  const { cacheRows = cacheRowsUsual, sumEvery = sumEveryUsual } = options;
  if (!isSchemaName(schema)) {
    const allowed = "lower-case letters, digits and _, at most 63, not beginning with a digit";
    throw new CreditsError("invalid-argument", { what: "schema", value: schema, allowed });
  }
  checkWholeNumber(cacheRows, "cacheRows", { least: 0, most: 100_000_000 });
  checkWholeNumber(sumEvery, "sumEvery", { least: 1, most: 1_000_000 });
  defineCatalog(catalog);
  const engine: Engine = {
    database,
    catalog,
    clock,
    sql: sqlOf(schema),
    cache: new BookCache(cacheRows),
    time: new DatabaseTime(),
    sumEvery,
  };
  const batcher = createBatcher(engine, options.observer);
  let checking: Promise<void> | null = null;
  let isReady = false;

  /** Asks for the schema's version before anything else, until it was right once. */
  async function ready(): Promise<void> {
    if (isReady) return;
    checking ??= checkSchema(engine, schema).finally(() => {
      checking = null;
    });
    await checking;
    isReady = true;
  }

  async function change<Reply>(makeCommand: () => Command<Reply>, signal?: AbortSignal): Promise<Reply> {
    const command = makeCommand();
    // Without a turn of the loop in between, so that what was asked before `close` is submitted before it.
    if (!isReady) await ready();
    return batcher.submit(command, signal);
  }

  async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    await ready();
    return question();
  }

  return checkInputs({
    openWorkspace: async (input) => {
      const opening = openingOf(input, catalog);
      await ready();
      await database.run([insertAccount(engine.sql, opening)]).catch((error: unknown) => {
        throw nameReadFailure(error);
      });
      return batcher.submit(openWorkspaceCommand(opening));
    },
    grant: (input) => change(() => grantCommand(input)),
    refund: (input) => change(() => refundCommand(input)),
    reverseGrant: (input) => change(() => reverseGrantCommand("reverse", input)),
    restoreGrant: (input) => change(() => reverseGrantCommand("restore", input)),
    changePlan: (input) => change(() => changePlanCommand(input, catalog)),
    setSuspended: (input) => change(() => setSuspendedCommand(input)),
    setUnpaid: (input) => change(() => setUnpaidCommand(input, catalog)),
    setLimit: (input) => change(() => setLimitCommand(input)),
    getLimits: (input) => ask(() => getLimits(engine, input)),
    placeHold: (input) => change(() => placeHoldCommand(input), input.signal),
    placeHolds: (input) => change(() => placeHoldsCommand(input), input.signal),
    extendHolds: (input) => change(() => extendHoldsCommand(input)),
    extendHold: (input) => change(() => extendHoldCommand(input)),
    settleHold: (input) => change(() => settleHoldCommand(input)),
    releaseHold: (input) => change(() => releaseHoldCommand(input)),
    expireHolds: (input = {}) => ask(() => expireHolds(engine, batcher, input)),
    purgeKeys: (input = {}) => ask(() => purgeKeys(engine, input)),
    estimate: (input) => ask(() => estimate(engine, input)),
    quote: (input) => ask(() => quote(engine, input)),
    getBalance: (input) => ask(() => getBalance(engine, input)),
    getUsage: (input) => ask(() => getUsage(engine, input)),
    listActions: (input) => ask(() => listActions(engine, input)),
    getAction: (input) => ask(() => getAction(engine, input)),
    listLots: (input) => ask(() => listLots(engine, input)),
    getVersions: (input) => ask(() => getVersions(engine, input)),
    countPlans: () => ask(() => countPlans(engine)),
    countHolds: (input = {}) => ask(() => countHolds(engine, input)),
    listRunningHolds: (input = {}) => ask(() => listRunningHolds(engine, input)),
    findActions: (input) => ask(() => findActions(engine, input)),
    sumMargins: (input) => ask(() => sumMargins(engine, input)),
    getLedgerHead: (input) => ask(() => getLedgerHead(engine, input)),
    listTransfers: (input) => ask(() => listTransfers(engine, input)),
    verify: (input = {}) => ask(() => verify(engine, input)),
    close: () => batcher.close(),
  });
}
