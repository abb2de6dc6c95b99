import type { GrantedLot, Lot as WireLot, LotOrigin as WireLotOrigin } from "@dokly/contract";
import type { LotHistory, LotOrigin, LotView } from "@dokly/credits";
import { toInstant } from "../http/replies.ts";

/** Credits of the engine as JSON integers; the engine bounds every amount to what they can carry. */
export function lotToWire(lot: LotView): WireLot {
  return {
    id: lot.id,
    source: lot.source,
    granted: Number(lot.granted),
    available: Number(lot.available),
    held: Number(lot.held),
    spent: Number(lot.spent),
    expired: Number(lot.expired),
    reversed: Number(lot.reversed),
    expiresAt: lot.expiresAt === null ? null : toInstant(lot.expiresAt),
  };
}

function whenToWire({ from, addedAt }: Pick<LotOrigin, "from" | "addedAt">) {
  return { from: toInstant(from), addedAt: addedAt === null ? null : toInstant(addedAt) };
}

export function grantedLotToWire(lot: LotHistory): GrantedLot {
  const { from, addedAt, isAlive, refundOf } = lot;
  return { ...lotToWire(lot), ...whenToWire({ from, addedAt }), isAlive, refundOf };
}

export function lotOriginToWire(lot: LotOrigin): WireLotOrigin {
  const { id, source, granted, expiresAt, refundOf } = lot;
  const until = expiresAt === null ? null : toInstant(expiresAt);
  return { id, source, granted: Number(granted), ...whenToWire(lot), expiresAt: until, refundOf };
}
