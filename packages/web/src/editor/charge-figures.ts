import type { Action, Estimate } from "@dokly/contract";

/** What an ended action cost and gave back, in whole credits. charged + returned = held. */
export type ChargeFigures = { charged: number; returned: number };

export function chargeFigures({ held, charged }: Pick<Action, "held" | "charged">): ChargeFigures {
  return { charged, returned: Math.max(0, held - charged) };
}

/** What will be left after an action: between `least` and `most`, never below zero. */
export function leftAfter({ available, low, high }: Pick<Estimate, "available" | "low" | "high">): {
  least: number;
  most: number;
} {
  return { least: Math.max(0, available - high), most: Math.max(0, available - low) };
}
