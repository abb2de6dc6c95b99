import type { Action } from "@dokly/contract";
import { strings } from "../strings/index.ts";
import { nanoDollarsText } from "./money-text.ts";

type Outcome = Pick<Action, "status" | "charged" | "held" | "refunded" | "tags" | "ownKey">;

/** The outcome of an action and what it cost, in a sentence. */
export function outcomeSentence(outcome: Outcome): string {
  const words = strings.receipt;
  if (outcome.ownKey !== undefined) return onOwnKey(outcome, outcome.ownKey.nanoDollars);
  const { status, charged, held, refunded, tags } = outcome;
  if (status === "running") return words.running(held);
  if (status === "failed") return words.failedCost;
  if (status === "cancelled" && charged === 0) return words.cancelledFree;
  const sentences = [`${words.charged(charged)}.`];
  if (status === "cancelled") sentences.push(words.cancelledCharged);
  if (refunded > 0) sentences.push(tags.includes("undone") ? words.undone(refunded) : words.refundedByHand(refunded));
  return sentences.join(" ");
}

/** No credits move on an own key; what it has cost at the provider is on the workspace's own bill there. */
function onOwnKey({ status }: Outcome, nanoDollars: number | null): string {
  const words = strings.receipt.ownKey;
  if (status === "running") return words.running;
  const cost = words.cost(nanoDollars === null ? null : nanoDollarsText(BigInt(nanoDollars)));
  if (status === "failed") return `${words.failed} ${cost}`;
  return status === "cancelled" ? `${words.cancelled} ${cost}` : cost;
}
