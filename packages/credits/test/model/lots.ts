import type { Instant, ModelDraw, ModelEnd, ModelHold, ModelLot, ModelWorkspace } from "./state.ts";

/** How a hold ended as seen at `now`: a hold is expired the instant its deadline has passed, whoever has noticed. */
export function endOf(hold: ModelHold, now: Instant): ModelEnd | null {
  if (hold.end !== null) return hold.end;
  if (now.real < hold.deadline) return null;
  const at = { business: hold.startedAt + hold.deadline - hold.placedAt, real: hold.deadline };
  return { state: "expired", order: null, at, charged: 0n, nanoDollars: 0n, status: "failed", available: null };
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

/** The part of a lot that the given holds came to spend, refunds that went back to the lot taken off. */
export function spentOf(lot: ModelLot, holds: readonly ModelHold[]): bigint {
  return holds.reduce((sum, hold) => {
    const returned = hold.refunds.reduce((all, refund) => all + creditsOf(refund.returned, lot), 0n);
    return sum + creditsOf(chargedDraws(hold), lot) - returned;
  }, 0n);
}

function creditsOf(draws: readonly ModelDraw[], lot: ModelLot): bigint {
  return draws.filter((draw) => draw.lot === lot.label).reduce((sum, draw) => sum + draw.credits, 0n);
}

export type LotParts = { available: bigint; held: bigint; spent: bigint; expired: bigint; reversed: bigint };
type LotState = LotParts & { due: bigint; isDead: boolean };
type Event = { readonly order: number; readonly at: Instant; readonly happen: (state: LotState) => void };

/**
 * The five parts of a lot at an instant, from scratch: everything that ever happened to it, told again in its order.
 */
export function partsOf(lot: ModelLot, workspace: ModelWorkspace, now: Instant): LotParts {
  const state: LotState = {
    available: lot.granted,
    held: 0n,
    spent: 0n,
    expired: 0n,
    reversed: 0n,
    due: 0n,
    isDead: false,
  };
  let overdue = workspace.holds.filter((hold) => endOf(hold, now)?.state === "expired");
  const passTime = (until: Instant): void => {
    if (!state.isDead && !isAlive(lot, until)) {
      state.expired += state.available;
      state.available = 0n;
      state.isDead = true;
    }
    for (const hold of overdue.filter(({ deadline }) => deadline <= until.real))
      endDraw(state, creditsOf(hold.draws, lot), 0n);
    overdue = overdue.filter(({ deadline }) => deadline > until.real);
  };
  for (const event of eventsOf(lot, workspace)) {
    passTime(event.at);
    event.happen(state);
  }
  passTime(now);
  const { available, held, spent, expired, reversed } = state;
  return { available, held, spent, expired, reversed };
}

/** What was accepted and touched the lot, in the order in which it was accepted. */
function eventsOf(lot: ModelLot, workspace: ModelWorkspace): readonly Event[] {
  const events: Event[] = [];
  for (const hold of workspace.holds) {
    const drawn = creditsOf(hold.draws, lot);
    if (drawn === 0n) continue;
    const placedAt = { business: hold.startedAt, real: hold.placedAt };
    events.push({ order: hold.order, at: placedAt, happen: (state) => draw(state, drawn) });
    const { end } = hold;
    if (end?.order !== null && end !== null) {
      const charged = creditsOf(chargedDraws(hold), lot);
      events.push({ order: end.order, at: end.at, happen: (state) => endDraw(state, drawn, charged) });
    }
    for (const refund of hold.refunds) {
      const credits = creditsOf(refund.returned, lot);
      events.push({ order: refund.order, at: refund.at, happen: (state) => refundTo(state, credits) });
    }
  }
  for (const reversal of workspace.reversals.filter((one) => one.lot === lot.label)) {
    events.push({ order: reversal.order, at: reversal.at, happen: (state) => makeDue(state, reversal.due) });
  }
  return events.sort((a, b) => a.order - b.order);
}

function draw(state: LotState, drawn: bigint): void {
  state.available -= drawn;
  state.held += drawn;
}

function endDraw(state: LotState, drawn: bigint, charged: bigint): void {
  state.held -= drawn;
  state.spent += charged;
  giveBack(state, drawn - charged);
}

function refundTo(state: LotState, credits: bigint): void {
  state.spent -= credits;
  giveBack(state, credits);
}

/** RULES R5.2: while something is due, what returns goes to reversed first; to a dead lot it comes too late. */
function giveBack(state: LotState, credits: bigint): void {
  const owed = state.due - state.reversed;
  const paid = owed < credits ? owed : credits;
  state.reversed += paid;
  if (state.isDead) state.expired += credits - paid;
  else state.available += credits - paid;
}

/**
 * More due: what is available pays at once. Less due: what was reversed above it comes back, to a dead lot too late.
 */
function makeDue(state: LotState, due: bigint): void {
  state.due = due;
  if (state.reversed > due) {
    const back = state.reversed - due;
    state.reversed = due;
    if (state.isDead) state.expired += back;
    else state.available += back;
    return;
  }
  const owed = due - state.reversed;
  const paid = owed < state.available ? owed : state.available;
  state.available -= paid;
  state.reversed += paid;
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
export function allot(workspace: ModelWorkspace, credits: bigint, now: Instant): readonly ModelDraw[] | null {
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
