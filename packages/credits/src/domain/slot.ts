/** Length of a slot: every zone's days are whole numbers of 15 UTC minutes. */
export const slotMs = 900_000;
/** Slots of a UTC day. */
export const slotsPerDay = 96;

const dayMs = slotsPerDay * slotMs;

/** The start of the slot that an instant falls into. */
export function slotOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / slotMs) * slotMs);
}

/** The start of the UTC day that an instant falls into. */
export function dayOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / dayMs) * dayMs);
}

/** How many slots of its UTC day have ended at an instant: 0 at midnight. */
export function slotsBefore(at: Date): number {
  return Math.floor((at.getTime() - dayOf(at).getTime()) / slotMs);
}
