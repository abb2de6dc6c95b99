/**
 * Where the engine's time comes from: the database, unless the embedder says otherwise. Both are pure functions of the
 * database's time.
 */
export type Clock = {
  /** Time of periods, lot expiry and the log; by default the database's. A simulated clock adds its offset here. */
  business?(databaseNow: Date): Date;
  /** Time of hold deadlines: real time. Only tests have a reason to set it. */
  deadlines?(databaseNow: Date): Date;
};

/** Both times at one instant of the database, in whole milliseconds. */
export function readClock(clock: Clock, databaseNow: Date): { readonly business: Date; readonly database: Date } {
  return {
    business: clock.business?.(databaseNow) ?? databaseNow,
    database: clock.deadlines?.(databaseNow) ?? databaseNow,
  };
}
