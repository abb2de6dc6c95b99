import type { Stored } from "./audit.ts";
import { compare, type Finding, type Replay } from "./replay.ts";

/** Compares the lots with a replay of all lines. */
export function auditLots(findings: Finding[], replay: Replay, { lots }: Stored): void {
  const numbers = new Set(lots.map(({ number }) => number));
  for (const number of replay.lots.keys()) {
    if (!numbers.has(number)) compare(findings, `lot ${number}`, "a row", "none");
  }
  for (const lot of lots) {
    const parts = replay.lots.get(lot.number);
    for (const part of ["granted", "available", "held", "spent", "expired", "reversed"] as const) {
      compare(findings, `lot ${lot.number} ${part}`, parts?.[part] ?? 0n, lot[part]);
    }
    const pays = lot.reversed < lot.reversalDue && lot.available > 0n;
    if (pays) {
      compare(findings, `lot ${lot.number} reversal_due`, "nothing while credits are available", lot.reversalDue);
    }
  }
}
