import { type ActionKind, actionKinds, type OwnKeyScope, type Role, roles } from "@dokly/contract";
import { addDays, dateInZone, startOfDay } from "../usage/calendar.ts";

/** What a key pays for as it stands in its form; an empty list, "" and null are no bound. */
export type ScopeDraft = {
  readonly kinds: readonly string[];
  readonly members: readonly string[];
  readonly roles: readonly string[];
  readonly models: readonly string[];
  /** Dollars. */
  readonly limit: number | string;
  /** The last day on which it pays, as `2027-01-31`. */
  readonly endsOn: string | null;
};

export const emptyScopeDraft: ScopeDraft = { kinds: [], members: [], roles: [], models: [], limit: "", endsOn: null };

/** The most that the wire takes as a limit, in dollars. */
const limitMax = 9_000_000;

/** The last day on which a key works that is refused from `endsAt` on. */
export function lastDayOf(endsAt: string, zone: string): string {
  return dateInZone(new Date(Date.parse(endsAt) - 1), zone);
}

export function draftOfScope(scope: OwnKeyScope, zone: string): ScopeDraft {
  return {
    kinds: scope.kinds ?? [],
    members: scope.members ?? [],
    roles: scope.roles ?? [],
    models: scope.models ?? [],
    limit: scope.monthlyLimitCents === null ? "" : scope.monthlyLimitCents / 100,
    endsOn: scope.endsAt === null ? null : lastDayOf(scope.endsAt, zone),
  };
}

/** Whether the limit of a draft is dollars and cents, or none. */
export function isLimitRight({ limit }: ScopeDraft): boolean {
  if (limit === "") return true;
  if (typeof limit !== "number" || limit < 0 || limit > limitMax) return false;
  return Math.abs(limit * 100 - Math.round(limit * 100)) < 1e-6;
}

/** What is sent for a draft, whose last day ends where the next one begins in `zone`; null while its limit is wrong. */
export function scopeOfDraft(draft: ScopeDraft, zone: string): OwnKeyScope | null {
  if (!isLimitRight(draft)) return null;
  const { members, models, limit, endsOn } = draft;
  const kinds: readonly ActionKind[] = actionKinds.filter((kind) => draft.kinds.includes(kind));
  const chosen: readonly Role[] = roles.filter((role) => draft.roles.includes(role));
  return {
    kinds: boundOf(kinds),
    members: boundOf(members),
    roles: boundOf(chosen),
    models: boundOf(models),
    monthlyLimitCents: typeof limit === "number" ? Math.round(limit * 100) : null,
    endsAt: endsOn === null ? null : startOfDay(addDays(endsOn, 1), zone).toISOString(),
  };
}

function boundOf<Name>(names: readonly Name[]): Name[] | null {
  return names.length === 0 ? null : [...names];
}
