import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareOut } from "./share-out.ts";

describe("shareOut", () => {
  it("R4.1 never holds more than was agreed to, and all of it where the fresh numbers are above", () => {
    const highs = fc.array(fc.bigInt(1n, 60n), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(highs, fc.bigInt(0n, 3_000n), (fresh, most) => {
        const shares = shareOut(fresh, most);
        const sum = fresh.reduce((total, high) => total + high, 0n);
        expect(shares.reduce((total, share) => total + share, 0n)).toBe(sum < most ? sum : most);
        for (const [index, share] of shares.entries()) expect(share).toBeLessThanOrEqual(fresh[index] ?? 0n);
      }),
    );
  });

  it("changes nothing where the fresh numbers are within it", () => {
    expect(shareOut([10n, 12n], 30n)).toEqual([10n, 12n]);
  });
});
