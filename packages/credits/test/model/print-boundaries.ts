import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import { periodAt } from "../../src/domain/period.ts";

/** Every day of a leap year and of the year after it, at the ends and in the middle of the day. */
export function* anchors(): Generator<number> {
  for (let day = 0; day < 366 + 365; day += 1) {
    const midnight = Date.UTC(2028, 0, 1 + day);
    yield* [midnight, midnight + 43_200_000, midnight + 86_399_999];
  }
}

/** Ten years and a month. */
export const periodsPerAnchor = 121;

/** One digest of the periods of all anchors, as the engine walks from each to the next. */
export function digestOfPeriods(): string {
  const hash = createHash("sha256");
  for (const anchor of anchors()) {
    let at = new Date(anchor);
    for (let period = 0; period < periodsPerAnchor; period += 1) {
      const { start, end } = periodAt(new Date(anchor), at);
      hash.update(`${start.getTime()} ${end.getTime()}\n`);
      at = end;
    }
  }
  return hash.digest("hex");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.write(`${new Date(Date.UTC(2027, 0)).getTimezoneOffset()} ${digestOfPeriods()}`);
}
