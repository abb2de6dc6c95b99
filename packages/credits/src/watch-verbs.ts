import type { FindVerbs } from "./find-verbs.ts";
import type { PlanUse } from "./operator-types.ts";
import type { WorkspaceId } from "./types.ts";

/** The holds that run, over all workspaces. */
export type OpenHolds = {
  /** At most the asked limit: then there may be more. */
  readonly open: number;
  readonly isCapped: boolean;
  /** Of those counted, how many are past their deadline, which the next sweep ends. */
  readonly overdue: number;
  /** When the oldest of those counted was placed; null where none runs. Counted are those whose deadline is nearest. */
  readonly oldestPlacedAt: Date | null;
  /** The database's time. */
  readonly asOf: Date;
};

/** The questions over workspaces, of live panels, of operators and of metrics, and those of the ledger. */
export type WatchVerbs = FindVerbs & {
  /**
   * Versions of several workspaces' credits, which grow with every change: for live panels. Unknown ones are left out.
   *
   * @example
   * const versions = await credits.getVersions({ workspaces: [workspace] });
   */
  getVersions(input: { workspaces: readonly WorkspaceId[] }): Promise<ReadonlyMap<WorkspaceId, number>>;
  /**
   * How many workspaces are on which plan, and have chosen which: before the plans of a catalogue are changed.
   *
   * @example
   * const inUse = (await credits.countPlans()).map(({ plan }) => plan);
   */
  countPlans(): Promise<readonly PlanUse[]>;
  /**
   * How many holds run, over all workspaces, and since when: reads at most `limit` of them (10,000 unless told).
   *
   * @example
   * const { open, oldestPlacedAt } = await credits.countHolds();
   */
  countHolds(input?: { limit?: number }): Promise<OpenHolds>;
};
