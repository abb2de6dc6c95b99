import { type CardBehaviour, sandboxCard } from "./sandbox-objects.ts";
import type { SandboxContext } from "./sandbox-provider.ts";

/** Gives money back, all together at most what was paid; `cents` more than before. */
export async function refund(
  { store }: SandboxContext,
  { kind, id }: { kind: "payment" | "invoice"; id: string },
  cents: bigint,
): Promise<void> {
  const changed = await store.change(kind, id, (one) => {
    const sum = one.refundedCents + cents;
    return { ...one, refundedCents: sum < one.amountCents ? sum : one.amountCents };
  });
  if (changed === null) return;
  await store.announce("refunded", [{ kind, id }], { key: `refunded ${id} ${changed.refundedCents}` });
}

/** The payer's bank takes the whole sum back until it is decided. */
export async function dispute(
  { store }: SandboxContext,
  { kind, id }: { kind: "payment" | "invoice"; id: string },
): Promise<void> {
  const changed = await store.change(kind, id, (one) => {
    if (one.disputes.some(({ state }) => state === "open")) return one;
    const opened = { id: `dp_${id}_${one.disputes.length + 1}`, amountCents: one.amountCents, state: "open" as const };
    return { ...one, disputes: [...one.disputes, opened] };
  });
  if (changed === null) return;
  await store.announce("disputed", [{ kind, id }], { key: `disputed ${id} ${changed.disputes.length}` });
}

/** Decides an open dispute: won, and the money is ours again, or lost. */
export async function closeDispute(
  { store }: SandboxContext,
  { kind, id }: { kind: "payment" | "invoice"; id: string },
  state: "won" | "lost",
): Promise<void> {
  const changed = await store.change(kind, id, (one) => ({
    ...one,
    disputes: one.disputes.map((each) => (each.state === "open" ? { ...each, state } : each)),
  }));
  if (changed === null) return;
  await store.announce(`dispute ${state}`, [{ kind, id }], { key: `${state} ${id} ${changed.disputes.length}` });
}

/** Another card for what a subscription renews with. */
export async function changeCard({ store }: SandboxContext, subscription: string, card: CardBehaviour): Promise<void> {
  await store.change("subscription", subscription, (one) => ({ ...one, card: sandboxCard(one.id.slice(-8), card) }));
}
