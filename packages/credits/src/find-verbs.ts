import type { LedgerVerbs } from "./ledger-verbs.ts";
import type { WorkspaceId } from "./types.ts";

/** A hold that runs, with the action that it is for. */
export type RunningHold = {
  readonly workspace: WorkspaceId;
  readonly hold: string;
  readonly action: string;
  readonly kind: string;
  readonly member: string | null;
  /** Whole credits; 0 on an own key. */
  readonly credits: bigint;
  /** Both on the database's time, which no simulated clock moves. */
  readonly placedAt: Date;
  readonly deadline: Date;
};

export type RunningHolds = {
  /** Those that run longest first. */
  readonly items: readonly RunningHold[];
  /** The database's time: a deadline before it is overdue, and the next sweep ends that hold. */
  readonly asOf: Date;
};

/** What the actions of one kind on one model came to, over all workspaces. */
export type Margin = {
  readonly kind: string;
  /** Null: holds of other services, which have no tokens. */
  readonly model: string | null;
  /** Written by the demo writer: priced as the model, and paid to nobody. */
  readonly isDemo: boolean;
  /** On keys of the workspaces' own: they pay the provider, and no credits. */
  readonly isOwnKey: boolean;
  readonly actions: number;
  readonly failed: number;
  /** Whole credits. */
  readonly charged: bigint;
  readonly refunded: bigint;
  /** What the tokens of charged actions cost at the prices that their holds pinned, in nano-dollars. */
  readonly providerCostNanoDollars: bigint;
};

/** Which credits paid for the actions of one kind on one model. */
export type MarginSource = Pick<Margin, "kind" | "model" | "isDemo"> & {
  readonly source: "monthly" | "top-up" | "goodwill";
  /** Of a monthly lot: the number of credits a month that it raised its period to, which tells the plan; else null. */
  readonly entitlement: bigint | null;
  /** Charged and not refunded. */
  readonly credits: bigint;
};

export type Margins = { readonly rows: readonly Margin[]; readonly sources: readonly MarginSource[] };

/**
 * Questions of operators over all workspaces, and the verbs of the ledger. Each of the former reads rows of every
 * workspace: they are not for what many people ask.
 */
export type FindVerbs = LedgerVerbs & {
  /**
   * Holds that run, of one workspace or of all, `limit` (100, at most 1,000), those that run longest first.
   *
   * @example
   * const { items, asOf } = await credits.listRunningHolds();
   * const overdue = items.filter(({ deadline }) => deadline < asOf);
   */
  listRunningHolds(input?: { workspace?: WorkspaceId; limit?: number }): Promise<RunningHolds>;
  /**
   * The actions that ended with a provider's request id; one, unless the provider gave it twice.
   *
   * @example
   * const [found] = await credits.findActions({ requestId: "req_011CS" });
   */
  findActions(input: {
    requestId: string;
  }): Promise<readonly { readonly workspace: WorkspaceId; readonly action: string }[]>;
  /**
   * What the actions begun in a time (`from` inclusive, `to` exclusive) charged and cost, per kind and model, and which
   * credits paid for them. Reads every action of that time.
   *
   * @example
   * const { rows } = await credits.sumMargins({ from: new Date("2026-11-01"), to: new Date("2026-12-01") });
   */
  sumMargins(input: { from: Date; to: Date }): Promise<Margins>;
};
