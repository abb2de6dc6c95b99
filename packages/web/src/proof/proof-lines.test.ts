import type { Verification } from "@dokly/contract";
import { expect, test } from "vitest";
import { grouped, proofLines } from "./proof-lines.ts";

const verification = (transfers: number, available: number): Verification => ({
  ok: true,
  checkedAt: "2026-11-23T10:00:00Z",
  checked: { transfers, lots: 1, holds: 2 },
  differing: 0,
  differences: [],
  head: {
    type: "head",
    workspace: "ws_1",
    sequence: transfers,
    hash: "0".repeat(64),
    available,
    signedAt: "2026-11-23T10:00:00Z",
    signature: { algorithm: "Ed25519", key: "k1", value: "abc" },
  },
});

test("each thing that was checked is a sentence with its number", () => {
  expect(proofLines(verification(1_204, 30), 30)).toEqual([
    "1,204 ledger lines: the fingerprint of each was computed again from the first on, and the chain is unbroken.",
    "1 lot: what each was granted equals what its lines say is left, held and spent.",
    "2 holds: what each took equals what it charged, gave back or let expire.",
    "30 credits available: the sum of all lines, and what the meter shows.",
  ]);
});

test("an empty ledger has no chain to speak of, and a meter that moved since is not called equal", () => {
  expect(proofLines(verification(0, 0), undefined)[0]).toBe("No ledger line has been written yet.");
  expect(proofLines(verification(5, 30), 29).at(-1)).toContain("The meter has moved since");
});

test("a fingerprint is cut into groups of eight without a blank at its end", () => {
  expect(grouped("0123456789abcdef")).toBe("01234567 89abcdef");
  expect(grouped("0".repeat(64)).split(" ")).toHaveLength(8);
});
