import type { Draw } from "@dokly/contract";
import type { TransferView } from "@dokly/credits";

type Part = Exclude<keyof Draw, "lot">;

/** Which part of a draw a ledger line adds to. A refund that became a lot of its own belongs to no draw. */
function partOf({ from, to, cause }: TransferView): Part | null {
  if (cause === "hold") return "held";
  if (from === "spent") return "refunded";
  if (from !== "held") return null;
  if (to === "spent") return "charged";
  if (to === "available") return "returned";
  return to === "expired" || to === "reversed" ? to : null;
}

/** The lots that an action drew on, in their order, and what became of each part, from the action's ledger lines. */
export function drawsOf(transfers: readonly TransferView[]): Draw[] {
  const draws = new Map<string, Draw>();
  for (const line of transfers) {
    const part = partOf(line);
    if (part === null) continue;
    const nothing = { held: 0, charged: 0, returned: 0, expired: 0, reversed: 0, refunded: 0 };
    const draw = draws.get(line.lot) ?? { lot: line.lot, ...nothing };
    draws.set(line.lot, { ...draw, [part]: draw[part] + Number(line.credits) });
  }
  return [...draws.values()];
}
