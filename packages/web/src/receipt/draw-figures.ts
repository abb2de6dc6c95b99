import type { Draw } from "@dokly/contract";

/** Where held credits of a lot went, in the order in which it is told. */
export const drawEnds = ["charged", "returned", "expired", "reversed", "refunded"] as const;
export type DrawEnd = (typeof drawEnds)[number];

/** The ends worth a column: charge and return always, the others where some lot has them. */
export function shownEnds(draws: readonly Draw[]): readonly DrawEnd[] {
  return drawEnds.filter((end) => end === "charged" || end === "returned" || draws.some((draw) => draw[end] > 0));
}

/** All lots together. */
export function drawTotals(draws: readonly Draw[]): Omit<Draw, "lot"> {
  const sum = (part: keyof Omit<Draw, "lot">) => draws.reduce((all, draw) => all + draw[part], 0);
  return {
    held: sum("held"),
    charged: sum("charged"),
    returned: sum("returned"),
    expired: sum("expired"),
    reversed: sum("reversed"),
    refunded: sum("refunded"),
  };
}
