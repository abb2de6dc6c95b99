import type { Instant, ModelDraw, ModelEnd, ModelHold, ModelLot, ModelWorkspace } from "./state.ts";

/** How a hold ended as seen at `now`: a hold is expired the instant its deadline has passed, whoever has noticed. */
export function endOf(hold: ModelHold, now: Instant): ModelEnd | null {
  if (hold.end !== null) return hold.end;
  if (now.real < hold.deadline) return null;
  const at = hold.startedAt + hold.deadline - hold.placedAt;
  return { state: "expired", at, charged: 0n, status: "failed", available: null };
}

/** The charge of a hold, laid over its draws from the first on: what was drawn last is given back first. */
export function chargedDraws(hold: ModelHold): readonly ModelDraw[] {
  let left = hold.end?.charged ?? 0n;
  return hold.draws.map((draw) => {
    const credits = left < draw.credits ? left : draw.credits;
    left -= credits;
    return { lot: draw.lot, credits };
  });
}

export function isAlive(lot: ModelLot, now: Instant): boolean {
  return lot.expiresAt === null || now.business < lot.expiresAt;
}

/** The parts of a lot that came to be spent by the given holds, refunds that went back to the lot taken off. */
export function spentOf(lot: ModelLot, holds: readonly ModelHold[]): bigint {
  let spent = 0n;
  for (const hold of holds) {
    for (const draw of chargedDraws(hold)) if (draw.lot === lot.label) spent += draw.credits;
    for (const refund of hold.refunds) {
      for (const part of refund.returned) if (part.lot === lot.label) spent -= part.credits;
    }
  }
  return spent;
}

export function heldOf(lot: ModelLot, holds: readonly ModelHold[], now: Instant): bigint {
  let held = 0n;
  for (const hold of holds) {
    if (endOf(hold, now) !== null) continue;
    for (const draw of hold.draws) if (draw.lot === lot.label) held += draw.credits;
  }
  return held;
}

/** The five parts of a lot at an instant, from scratch. */
export function partsOf(lot: ModelLot, workspace: ModelWorkspace, now: Instant) {
  const held = heldOf(lot, workspace.holds, now);
  const spent = spentOf(lot, workspace.holds);
  const rest = lot.granted - held - spent;
  const alive = isAlive(lot, now);
  return { available: alive ? rest : 0n, held, spent, expired: alive ? 0n : rest, reversed: 0n };
}

export function availableOf(workspace: ModelWorkspace, now: Instant): bigint {
  return workspace.lots.reduce((sum, lot) => sum + partsOf(lot, workspace, now).available, 0n);
}

const SOURCES = ["monthly", "goodwill", "top-up"];

/** Soonest expiry first; at equal expiry monthly, goodwill, top-up; then the oldest. */
export function inBurnOrder(lots: readonly ModelLot[]): readonly ModelLot[] {
  return lots
    .map((lot, age) => ({ lot, age, expiry: lot.expiresAt ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => {
      if (a.expiry !== b.expiry) return a.expiry < b.expiry ? -1 : 1;
      return SOURCES.indexOf(a.lot.source) - SOURCES.indexOf(b.lot.source) || a.age - b.age;
    })
    .map(({ lot }) => lot);
}

/** The draws of a hold, lot by lot in burn order, or null when the living lots cannot cover it. */
export function draw(workspace: ModelWorkspace, credits: bigint, now: Instant): readonly ModelDraw[] | null {
  const draws: ModelDraw[] = [];
  let missing = credits;
  for (const lot of inBurnOrder(workspace.lots)) {
    const { available } = partsOf(lot, workspace, now);
    const taken = available < missing ? available : missing;
    if (taken === 0n) continue;
    draws.push({ lot: lot.label, credits: taken });
    missing -= taken;
  }
  return missing === 0n ? draws : null;
}
