import type { WayOn, WaysOn } from "@dokly/contract";

export type RankedWay = { readonly way: WayOn; readonly isCheapest: boolean };

/**
 * The ways on in the order of the server: enough ones first, and among them the cheapest. The first is called the
 * cheapest if it is enough and another way was compared with it.
 */
export function rankWays({ ways }: Pick<WaysOn, "ways">): readonly RankedWay[] {
  return ways.map((way, at) => ({ way, isCheapest: at === 0 && way.isEnough && ways.length > 1 }));
}

/** A key for a way, of which there may be several of one kind. */
export const wayKey = (way: WayOn): string =>
  way.way === "upgrade" ? `upgrade-${way.plan}` : way.way === "top-up" ? `top-up-${way.credits}` : "wait";
