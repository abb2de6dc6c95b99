import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { firstHash, hashTransfer, type Transfer } from "./transfer.ts";

const line: Transfer = {
  workspace: 7n,
  sequence: 1n,
  from: "available",
  to: "held",
  credits: 3n,
  lot: 1n,
  hold: 2n,
  part: 0,
  cause: "hold",
  actor: "person:1",
  reason: null,
  at: new Date("2026-11-05T09:00:00.123Z"),
  effectiveAt: new Date("2026-11-05T09:00:00.123Z"),
  balanceAfter: 47n,
};

describe("the hash of a line", () => {
  test("R8.3 it can be recomputed from the columns by anybody, as documented", () => {
    const columns =
      `["${firstHash}","1","7","1","available","held","3","1","2","0","hold","person:1",null,` +
      `"2026-11-05T09:00:00.123Z","2026-11-05T09:00:00.123Z","47"]`;
    expect(hashTransfer(line, firstHash)).toBe(createHash("sha256").update(columns).digest("hex"));
  });

  test("P20 any other value of any column, or another line before it, gives another hash", () => {
    const changes: readonly Partial<Transfer>[] = [
      { workspace: 8n },
      { sequence: 2n },
      { from: "spent" },
      { to: "expired" },
      { credits: 4n },
      { lot: 2n },
      { hold: null },
      { part: 1 },
      { cause: "settle" },
      { actor: "person:2" },
      { reason: "" },
      { at: new Date("2026-11-05T09:00:00.124Z") },
      { effectiveAt: new Date("2026-11-05T09:00:00.122Z") },
      { balanceAfter: 46n },
    ];
    expect(changes.flatMap(Object.keys).sort()).toEqual(Object.keys(line).sort());
    const hashes = changes.map((change) => hashTransfer({ ...line, ...change }, firstHash));
    const all = [hashTransfer(line, firstHash), hashTransfer(line, "1".repeat(64)), ...hashes];
    expect(new Set(all).size).toBe(all.length);
  });
});
