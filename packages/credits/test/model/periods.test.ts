import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { periodAt } from "../../src/domain/period.ts";
import { boundary, periodAt as periodByWalking } from "./calendar.ts";
import { anchors, digestOfPeriods, periodsPerAnchor } from "./print-boundaries.ts";

const program = fileURLToPath(new URL("./print-boundaries.ts", import.meta.url));
/** Zones far apart, some with summer time, with how many minutes UTC is ahead of each in January. */
const zones = [
  ["UTC", 0],
  ["America/New_York", 300],
  ["Europe/Berlin", -60],
  ["Asia/Kathmandu", -345],
  ["Pacific/Chatham", -825],
  ["Pacific/Pago_Pago", 660],
] as const;
const instant = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2060, 0) });

describe("P14 F6 the calendar, for every anchor of a leap year and of the one after it, over ten years", () => {
  test("periods follow each other without gap or overlap, on the anchor's day or the month's last, at its time of day", () => {
    const wrong: object[] = [];
    for (const anchor of anchors()) {
      const day = new Date(anchor).getUTCDate();
      for (let n = 0; n < periodsPerAnchor; n += 1) {
        const edge = boundary(anchor, n);
        const date = new Date(edge);
        const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
        const isRight = date.getUTCDate() === Math.min(day, lastDay) && (edge - anchor) % 86_400_000 === 0;
        const { start, end } = periodAt(new Date(anchor), date);
        const isHalfOpen = start.getTime() === edge && end.getTime() === boundary(anchor, n + 1);
        if (!isRight || !isHalfOpen) wrong.push({ anchor: new Date(anchor), n, start, end });
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  test("F8 the time zone of the process does not matter", async () => {
    const hash = createHash("sha256");
    for (const anchor of anchors()) {
      for (let n = 0; n < periodsPerAnchor; n += 1) hash.update(`${boundary(anchor, n)} ${boundary(anchor, n + 1)}\n`);
    }
    const expected = hash.digest("hex");
    expect(digestOfPeriods()).toBe(expected);
    for (const [zone, minutesToUtc] of zones) {
      const ran = await promisify(execFile)(process.execPath, [program], { env: { ...process.env, TZ: zone } });
      expect(ran.stdout).toBe(`${minutesToUtc} ${expected}`);
    }
  }, 120_000);

  test("P14 any instant, before the anchor too, is in exactly the period that walking from the anchor finds", () => {
    fc.assert(
      fc.property(instant, instant, (anchor, at) => {
        const { start, end } = periodAt(new Date(anchor), new Date(at));
        expect({ start: start.getTime(), end: end.getTime() }).toEqual(periodByWalking(anchor, at));
        expect(start.getTime() <= at && at < end.getTime()).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
