import { availableOf, partsOf } from "./lots.ts";
import { REUSED, remember, remembered, replay } from "./operations.ts";
import type { Instant, ModelReply, ModelWorkspace, Of } from "./state.ts";

/** RULES R5.2: what is due only rises by reports of refunds, in whatever order they come, and falls by won disputes. */
export function reverse(workspace: ModelWorkspace, request: Of<"reverse"> | Of<"restore">, now: Instant): ModelReply {
  const { verb, key, refundedCents, paidCents } = request;
  const fingerprint = JSON.stringify([request.lot, String(refundedCents), String(paidCents)]);
  const first = remembered(workspace, verb, key, fingerprint);
  if (first === "reused") return REUSED;
  if (first !== null) return replay(first, {});
  const lot = workspace.lots.find(({ label }) => label === request.lot);
  if (lot === undefined) return { refused: "lot-not-found" };
  const before = workspace.reversals.filter((one) => one.lot === lot.label).at(-1)?.due ?? 0n;
  const asked = (lot.granted * refundedCents) / paidCents;
  const isHigher = asked > before;
  const due = isHigher === (verb === "reverse") ? asked : before;
  workspace.accepted += 1;
  workspace.reversals.push({ order: workspace.accepted, at: now, lot: lot.label, due });
  const { reversed } = partsOf(lot, workspace, now);
  const available = availableOf(workspace, now);
  const reply = { lot: lot.label, due, reversed, outstanding: due - reversed, available, isReplay: false };
  return remember(workspace, { operation: verb, key, fingerprint }, reply);
}
