import type { LotOrigin } from "@dokly/contract";
import { formatDate } from "../strings/format.ts";
import { strings } from "../strings/index.ts";

const words = strings.receipt.lots;

/** A lot by what it is, for people: `Monthly credits of Nov 5, 2026`. One that nothing is known of by its id. */
export function lotName(id: string, lots: readonly LotOrigin[]): string {
  const lot = lots.find((one) => one.id === id);
  if (lot === undefined) return id;
  const from = formatDate(lot.from);
  if (lot.addedAt !== null) return words.added(from, formatDate(lot.addedAt));
  return lot.refundOf === null ? words.name[lot.source](from) : words.refund(from);
}
