import type { Action, ActionsPage } from "@dokly/contract";

/** So many running actions are named. */
const namedMax = 5;

/** What is held, by the actions that the viewer may see and by others. */
export type RunningShares = {
  /** The newest, each with what it holds. */
  readonly named: readonly Action[];
  /** Those of the viewer's that are not named; `isAtLeast` where there are more than were asked for. */
  readonly more: { readonly count: number; readonly held: number; readonly isAtLeast: boolean } | null;
  /** Credits that actions of others hold, where the viewer sees own rows only; 0: none. */
  readonly heldByOthers: number;
};

/** Tells every held credit apart, so that those shown add up to the meter's figure. */
export function runningShares({ items, nextCursor }: ActionsPage, held: number): RunningShares {
  const credits = items.filter((action) => action.held > 0);
  const named = credits.slice(0, namedMax);
  const rest = credits.slice(namedMax);
  const isAtLeast = nextCursor !== null;
  const heldBy = (actions: readonly Action[]) => actions.reduce((all, action) => all + action.held, 0);
  return {
    named,
    more: rest.length === 0 && !isAtLeast ? null : { count: rest.length, held: heldBy(rest), isAtLeast },
    heldByOthers: isAtLeast ? 0 : Math.max(0, held - heldBy(credits)),
  };
}
