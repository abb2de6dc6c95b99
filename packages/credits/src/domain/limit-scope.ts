import type { LimitUnit } from "../operator-types.ts";
import type { ActionFacts, OwnKeyUse } from "../types.ts";

/** Whose actions a limit counts, and which; null stands for all of them. A key of the workspace's own stands alone. */
export type LimitSubject = {
  readonly member: string | null;
  readonly kind: string | null;
  readonly ownKey: string | null;
};

/** What a limit is about: its actions, and what of them it counts. */
export type LimitScope = LimitSubject & { readonly unit: LimitUnit };

/** A limit with what the actions of one period, by the instant of their hold, have used and hold of it. */
export type LimitCounter = LimitScope & {
  /** Start of the period that it counts. */
  readonly since: Date;
  /** Null: no limit any more, or not yet. */
  readonly limit: bigint | null;
  readonly used: bigint;
  readonly reserved: bigint;
  /** False for one that was worked out for a limit about to be set. */
  readonly isStored: boolean;
};

type Counted = Pick<ActionFacts, "member" | "kind"> & { readonly ownKey: Pick<OwnKeyUse, "id"> | null };

const units: readonly LimitUnit[] = ["credits", "nano-dollars"];

/** What a limit is found by among those of its period. */
export function limitId({ member, kind, ownKey, unit }: LimitScope): string {
  return JSON.stringify([member, kind, ownKey, unit]);
}

/** Every limit that an action can be counted by: its counters are found by name, however many limits there are. */
export function limitsOf({ member, kind, ownKey }: Counted): readonly LimitScope[] {
  const subjects: LimitSubject[] = [{ member: null, kind, ownKey: null }];
  if (member !== null) {
    subjects.push({ member, kind: null, ownKey: null }, { member, kind, ownKey: null });
  }
  if (ownKey !== null) subjects.push({ member: null, kind: null, ownKey: ownKey.id });
  return subjects.flatMap((subject) => units.map((unit) => ({ ...subject, unit })));
}
