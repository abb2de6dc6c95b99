export type KeyEnd = {
  readonly hasEnded: boolean;
  /** An instant of the last day on which the key works: just before its end. Null for a key without an end. */
  readonly lastDayAt: string | null;
};

/** When a key ends, as its table tells it. A key is refused from `endsAt` on. */
export function keyEnd(endsAt: string | null, now: Date): KeyEnd {
  if (endsAt === null) return { hasEnded: false, lastDayAt: null };
  const end = Date.parse(endsAt);
  return { hasEnded: end <= now.getTime(), lastDayAt: new Date(end - 1).toISOString() };
}
