import type { Action } from "@dokly/contract";
import { strings } from "../strings/index.ts";

type Outcome = Pick<Action, "status" | "charged" | "held" | "refunded" | "tags">;

/** The outcome of an action and what it cost, in a sentence. */
export function outcomeSentence({ status, charged, held, refunded, tags }: Outcome): string {
  const words = strings.receipt;
  if (status === "running") return words.running(held);
  if (status === "failed") return words.failedCost;
  if (status === "cancelled" && charged === 0) return words.cancelledFree;
  const sentences = [`${words.charged(charged)}.`];
  if (status === "cancelled") sentences.push(words.cancelledCharged);
  if (refunded > 0) sentences.push(tags.includes("undone") ? words.undone(refunded) : words.refundedByHand(refunded));
  return sentences.join(" ");
}
