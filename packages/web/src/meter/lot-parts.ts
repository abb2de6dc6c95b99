import type { Lot } from "@dokly/contract";

/** Where the credits of a grant are, in the order in which it is told; they add up to what was granted. */
export const lotPartNames = ["spent", "held", "available", "expired", "reversed"] as const;
export type LotPart = (typeof lotPartNames)[number];

/** The parts worth a column: what was taken back and what is held only where some grant has it. */
export function shownParts(lots: readonly Lot[]): readonly LotPart[] {
  const always: readonly LotPart[] = ["spent", "available", "expired"];
  return lotPartNames.filter((part) => always.includes(part) || lots.some((lot) => lot[part] > 0));
}
