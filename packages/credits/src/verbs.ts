import type { Estimated, EstimateRequest, Quoted, QuoteRequest } from "./estimate-types.ts";
import type {
  ActionFilter,
  ActionReceipt,
  ActionRecord,
  ActionsPage,
  LotOrigin,
  LotsPage,
  TransferView,
  UsageDay,
} from "./log-types.ts";
import type {
  ChangedPlan,
  ChangePlan,
  Grant,
  Granted,
  GrantReversal,
  Limit,
  PaymentState,
  Refund,
  Refunded,
  ReverseGrant,
  SetLimit,
  SetSuspended,
  SetUnpaid,
  Suspension,
} from "./operator-types.ts";
import type {
  Balance,
  EndedHold,
  ExtendedHolds,
  ExtendHold,
  ExtendHolds,
  OpenWorkspace,
  PlacedHold,
  PlacedHolds,
  PlaceHold,
  PlaceHolds,
  ReleaseHold,
  SettleHold,
  WorkspaceId,
} from "./types.ts";
import type { WatchVerbs } from "./watch-verbs.ts";

/**
 * The engine's verbs and questions; `createCredits({ database, catalog })` makes one. Credits are whole and `bigint`,
 * instants `Date`, periods of time milliseconds, provider costs nano-dollars.
 *
 * Each of them fails with `CreditsError` (`code`, typed `details`), and changes nothing then. Beside the codes that it
 * names: every one can fail with `invalid-argument`, `invalid-amount`, `workspace-not-found`, `schema-version` and
 * `database-unavailable`; every verb with `overloaded` (nothing was done: again after `details.retryAfterMs`) and
 * `outcome-unknown` (again with the same key); every verb with a key with `idempotency-key-reused`, where the key was
 * used for something else. The same key with the same request answers as the first time, `isReplay: true`.
 */
export type Credits = WatchVerbs & {
  /**
   * Opens a workspace on a plan, with its first period and monthly lot, or with the catalogue's trial before it.
   * Opening it again changes nothing, whatever is asked. Fails with `workspace-collision` in the rare case that another
   * external id has its number.
   *
   * @example
   * const { workspace } = await credits.openWorkspace({ externalId: "acme", plan: "free", actor: "sign-up" });
   */
  openWorkspace(input: OpenWorkspace): Promise<Balance>;
  /**
   * Issues whole credits, 1 or more, by hand (goodwill) or by a payment (top-up): one lot, which lives until the reset
   * unless `expiresAt` says otherwise. Its key is kept for ever.
   *
   * @example
   * await credits.grant({ workspace, source: "top-up", credits: 500n, key: payment, reason: "Top-up", actor: "stripe" });
   */
  grant(input: Grant): Promise<Granted>;
  /**
   * Gives back some or all of a settled charge, whole credits, all refunds of an action together never more than it
   * was charged. Its key is kept for ever. Fails with `action-not-found` and `refund-above-charge`.
   *
   * @example
   * await credits.refund({ workspace, action, credits: 2n, reason: "wrong tone", actor: "operator", key });
   */
  refund(input: Refund): Promise<Refunded>;
  /**
   * Takes back a refunded payment's part of its lot (cents): what is available at once, the rest as it returns, never
   * what was spent. Reports may come in any order and again: the largest counts. Its key is kept for ever. Fails with
   * `lot-not-found`.
   *
   * @example
   * const paidBack = { refundedCents: 250n, paidCents: 500n, reason: "refunded" };
   * const { outstanding } = await credits.reverseGrant({ workspace, lot, ...paidBack, actor: "stripe", key });
   */
  reverseGrant(input: ReverseGrant): Promise<GrantReversal>;
  /**
   * After a won dispute: gives back exactly what was reversed above what is still refunded (cents), once.
   * Its key is kept for ever. Fails with `lot-not-found`.
   *
   * @example
   * const stillRefunded = { refundedCents: 0n, paidCents: 500n, reason: "dispute won" };
   * await credits.restoreGrant({ workspace, lot, ...stillRefunded, actor: "stripe", key });
   */
  restoreGrant(input: ReverseGrant): Promise<GrantReversal>;
  /**
   * Puts another plan in force, now or at a reset. A period's entitlement only rises, and no change takes a lot away.
   * Fails with `invalid-argument` for a plan that the catalogue does not have.
   *
   * @example
   * const { granted } = await credits.changePlan({ workspace, plan: "pro", when: "now", actor: "billing", key });
   */
  changePlan(input: ChangePlan): Promise<ChangedPlan>;
  /**
   * Says that the plan in force is unpaid from an instant on (resets grant another plan's credits, the free one's, and
   * what this period has above them and unspent is taken back), or paid again. A change of plan `now` ends it too.
   *
   * @example
   * await credits.setUnpaid({ workspace, unpaid: { from: new Date(), plan: "free" }, reason: "declined", actor, key });
   */
  setUnpaid(input: SetUnpaid): Promise<PaymentState>;
  /**
   * Refuses new holds of a workspace (`workspace-suspended`), or takes them again; what runs is still ended, and what
   * was charged can be refunded.
   *
   * @example
   * await credits.setSuspended({ workspace, isSuspended: true, actor: "operator", key });
   */
  setSuspended(input: SetSuspended): Promise<Suspension>;
  /**
   * Limits what a member, a kind, a member and kind, or one own key may cost in each period, in whole credits or in
   * nano-dollars of own keys; holds above it are refused with `limit-reached`. Counts what the period has used and
   * holds already, and touches nothing that runs.
   *
   * @example
   * await credits.setLimit({ workspace, member: "ada", credits: 200n, actor: "admin", key });
   * await credits.setLimit({ workspace, ownKey: "key_1", nanoDollars: 50_000_000_000n, actor: "owner", key: "50 dollars" });
   */
  setLimit(input: SetLimit): Promise<Limit & { readonly isReplay: boolean }>;
  /**
   * The limits that are set, with what this period has used and holds of each, in the limit's unit.
   *
   * @example
   * const limits = await credits.getLimits({ workspace });
   * for (const { member, credits: most, used } of limits) console.log(member, used, most);
   */
  getLimits(input: { workspace: WorkspaceId }): Promise<readonly Limit[]>;
  /**
   * Reserves credits for an action, durably, before it runs: whole credits, 0 or more, for `deadlineMs` (1 ms to 1
   * hour). On an own key it reserves nano-dollars of that key's limits instead. Fails with `insufficient-credits`,
   * `limit-reached`, `workspace-suspended`, `unpriced-model` and `hold-limit`; only accepted holds are remembered by
   * their key, so that a retry after a top-up works.
   *
   * @example
   * const request = { workspace, key, fingerprint: "translate page 7", deadlineMs: 60_000, actor: "ada" };
   * const { hold } = await credits.placeHold({ ...request, credits: 3n, action });
   */
  placeHold(input: PlaceHold): Promise<PlacedHold>;
  /**
   * Takes linked holds, as for the pages of a site: all of them or none, under one key and with one deadline. Each is
   * ended on its own. Fails as `placeHold` does; `insufficient-credits` tells of the sum.
   *
   * @example
   * const holds = pages.map((page) => ({ credits: page.high, action: page.action }));
   * const placed = await credits.placeHolds({ workspace, key, fingerprint, holds, deadlineMs: 1_800_000, actor });
   */
  placeHolds(input: PlaceHolds): Promise<PlacedHolds>;
  /**
   * Moves a hold's deadline to `deadlineMs` from now: at most 1 hour, and 24 hours from the hold's start. Fails with
   * `hold-not-found`, `hold-ended`, `hold-limit` and `hold-linked`.
   *
   * @example
   * const { deadline } = await credits.extendHold({ workspace, hold, deadlineMs: 60_000 });
   */
  extendHold(input: ExtendHold): Promise<{ deadline: Date }>;
  /**
   * Moves the deadline of all linked holds of one key that still run, to `deadlineMs` from now. Fails with
   * `hold-not-found` for an unknown key, `hold-ended` where none runs, and `hold-limit`.
   *
   * @example
   * await credits.extendHolds({ workspace, key, deadlineMs: 1_800_000 });
   */
  extendHolds(input: ExtendHolds): Promise<ExtendedHolds>;
  /**
   * Charges a hold: whole credits up to the hold, or the tokens used at the prices that the hold pinned (then at most
   * the hold; on an own key, 0 credits and their cost). The rest returns. A hold that has ended already answers with
   * that end, `isReplay: true`, and charges nothing: look at `state` and `charged`. Fails with `hold-not-found`,
   * `settle-above-hold`, and `unpriced-model` for tokens without a price.
   *
   * @example
   * const end = { charge: { usage }, status: "succeeded", actor } as const;
   * const { state, charged } = await credits.settleHold({ workspace, hold, ...end });
   */
  settleHold(input: SettleHold): Promise<EndedHold>;
  /**
   * Returns a whole hold: the action failed, or was stopped before it gave anything. Charges 0. A hold that has ended
   * already answers with that end. Fails with `hold-not-found`.
   *
   * @example
   * const failure = { code: "provider-timeout", message: "The provider took too long." };
   * await credits.releaseHold({ workspace, hold, status: "failed", failure, actor });
   */
  releaseHold(input: ReleaseHold): Promise<EndedHold>;
  /**
   * Writes down the end of holds past their deadline, `limit` (1,000) at once; they are over from that instant, whether
   * or not this is called. Safe from any number of processes. Returns how many it ended.
   *
   * @example
   * setInterval(() => void credits.expireHolds(), 15_000);
   */
  expireHolds(input?: { limit?: number }): Promise<number>;
  /**
   * Forgets idempotency keys of more than 90 days whose holds have all ended, `limit` (1,000) at once; those of grants,
   * refunds and reversals are kept for ever. Safe from any number of processes. Returns how many it forgot.
   *
   * @example
   * while ((await credits.purgeKeys()) > 0);
   */
  purgeKeys(input?: { limit?: number }): Promise<number>;
  /**
   * What an action can cost, `low`–`high` in whole credits, with the output cap in tokens that makes `high` a promise,
   * and whether a hold of `high` would be taken now. Fails with `unpriced-model`; what would refuse the hold is told in
   * `refusal`, and nothing is thrown for it.
   *
   * @example
   * const { high, refusal } = await credits.estimate({ workspace, kind: "improve", member, model, ...lengths });
   * if (isCreditsError(refusal, "insufficient-credits")) offerTopUp(refusal.details.shortfall);
   */
  estimate(input: EstimateRequest): Promise<Estimated>;
  /**
   * An estimate made binding for one member and input: signed, valid for 10 minutes. `verifyQuote` reads it back, and a
   * hold of its `high` keeps it. Fails as `estimate` does.
   *
   * @example
   * const asked = { workspace, kind, member: "ada", model, ...lengths };
   * const { quote } = await credits.quote({ ...asked, parts: [text], signingKey });
   */
  quote(input: QuoteRequest): Promise<Quoted>;
  /**
   * What is available, held and spent in this period, in whole credits, lot by lot, as of now: what has expired
   * meanwhile shows, whether or not it was written down.
   *
   * @example
   * const { available, held, period } = await credits.getBalance({ workspace });
   */
  getBalance(input: { workspace: WorkspaceId }): Promise<Balance>;
  /**
   * Whole credits and actions of the last `days` (1 to 366) calendar days of `timeZone`, oldest first, the last one
   * today, zero days included. `member` narrows to one person. Fails with `invalid-argument` for an unknown zone.
   *
   * @example
   * const days = await credits.getUsage({ workspace, days: 30, timeZone: "Europe/Berlin" });
   */
  getUsage(input: {
    workspace: WorkspaceId;
    days: number;
    timeZone: string;
    member?: string;
  }): Promise<readonly UsageDay[]>;
  /**
   * The log, newest first, `limit` (50, at most 1,000) at once; `nextCursor` asks for the next page, null ends it. What
   * is shown never moves between pages. Where few rows fit a filter, a page can be short or empty and go on. Fails with
   * `invalid-argument` for a cursor of another workspace.
   *
   * @example
   * const { items, nextCursor } = await credits.listActions({ workspace, filter: { outcome: "failed" }, limit: 20 });
   */
  listActions(input: {
    workspace: WorkspaceId;
    filter?: ActionFilter;
    limit?: number;
    cursor?: string;
  }): Promise<ActionsPage>;
  /**
   * One action with the sum that led to its charge (tokens, nano-dollars per token, credits), its ledger lines and the
   * lots that they name, the oldest first.
   * Fails with `action-not-found`.
   *
   * @example
   * const { receipt, transfers } = await credits.getAction({ workspace, action: id });
   */
  getAction(input: { workspace: WorkspaceId; action: string }): Promise<{
    action: ActionRecord;
    receipt: ActionReceipt | null;
    transfers: readonly TransferView[];
    lots: readonly LotOrigin[];
  }>;
  /**
   * Every grant of a workspace and what became of it (granted = available + held + spent + expired + reversed), newest
   * first, in pages of `limit` (50; 1 to 200). Fails with `lot-not-found` for a cursor that is none.
   *
   * @example
   * const { items } = await credits.listLots({ workspace });
   * for (const { source, granted, expired } of items) console.log(source, granted, expired);
   */
  listLots(input: { workspace: WorkspaceId; limit?: number; cursor?: string }): Promise<LotsPage>;
  /**
   * Finishes what is in flight and takes no more. Does not close the database.
   *
   * @example
   * await credits.close();
   */
  close(): Promise<void>;
};
