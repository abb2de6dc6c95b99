import { checkCredits, creditsMax } from "../domain/amount.ts";
import type { HoldEnding } from "../domain/end-hold.ts";
import { CreditsError } from "../domain/errors.ts";
import type { Hold } from "../domain/hold.ts";
import { checkUsage, priceUsage } from "../domain/rate-card.ts";
import type { EndedHold, SettleHold } from "../types.ts";
import { checkOneOf } from "./check-input.ts";
import type { Command } from "./command.ts";
import { endCommand } from "./end-of-hold.ts";

/** The command of `settleHold`; fails at once where the input can not be right. */
export function settleHoldCommand(input: SettleHold): Command<EndedHold> {
  const status = checkOneOf(input.status, "status", ["succeeded", "cancelled"]);
  const charge = checkCharge(input.charge);
  const usage = "usage" in charge ? charge.usage : null;
  return endCommand("settle", input, {
    asked: [status, charge],
    decide: (hold, id) => ({
      state: "settled",
      ...chargeOf(hold, id, charge),
      action: { status, failure: null, requestId: input.requestId ?? null, usage },
    }),
  });
}

function checkCharge(charge: SettleHold["charge"]): SettleHold["charge"] {
  if (typeof charge === "object" && charge !== null) {
    if ("credits" in charge) return { credits: checkCredits(charge.credits, "charge.credits", 0n) };
    if (typeof charge.usage === "object" && charge.usage !== null) return { usage: checkUsage({ ...charge.usage }) };
  }
  const allowed = "{ credits } or { usage }";
  throw new CreditsError("invalid-argument", { what: "charge", value: typeof charge, allowed });
}

/**
 * Credits by name must fit the hold; a price is bounded by it, since the hold is the promise that was made. On a key of
 * the workspace's own nothing bounds what the provider has charged already.
 */
function chargeOf(hold: Hold, id: string, charge: SettleHold["charge"]): Pick<HoldEnding, "charge" | "nanoDollars"> {
  if ("credits" in charge) {
    if (hold.ownKey !== null) {
      const allowed = "{ usage }: the action runs on a key of the workspace's own";
      throw new CreditsError("invalid-argument", { what: "charge", value: "{ credits }", allowed });
    }
    if (charge.credits <= hold.credits) return { charge: charge.credits, nanoDollars: 0n };
    throw new CreditsError("settle-above-hold", { hold: id, held: hold.credits, asked: charge.credits });
  }
  if (hold.prices === null) throw new CreditsError("unpriced-model", { model: "none", at: hold.startedAt });
  const { credits, providerCostNanoDollars } = priceUsage(hold.prices, charge.usage);
  if (hold.ownKey === null) return { charge: credits < hold.credits ? credits : hold.credits, nanoDollars: 0n };
  if (providerCostNanoDollars <= creditsMax) return { charge: 0n, nanoDollars: providerCostNanoDollars };
  const allowed = `tokens of at most ${creditsMax} nano-dollars`;
  throw new CreditsError("invalid-amount", { what: "usage", value: `${providerCostNanoDollars}`, allowed });
}
