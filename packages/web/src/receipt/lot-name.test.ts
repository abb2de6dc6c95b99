import type { LotOrigin } from "@dokly/contract";
import { expect, test } from "vitest";
import { lotName } from "./lot-name.ts";

const lot: LotOrigin = {
  id: "lot_1",
  source: "monthly",
  granted: 50,
  from: "2026-11-05T12:00:00Z",
  addedAt: null,
  expiresAt: "2026-12-05T12:00:00Z",
  refundOf: null,
};

test("a lot is called by what it is and when it came", () => {
  expect(lotName("lot_1", [lot])).toBe("Monthly credits of Nov 5, 2026");
  expect(lotName("lot_1", [{ ...lot, addedAt: "2026-11-19T12:00:00Z" }])).toBe(
    "Monthly credits of Nov 5, 2026, added Nov 19, 2026",
  );
  expect(lotName("lot_1", [{ ...lot, source: "top-up" }])).toBe("Top-up of Nov 5, 2026");
  expect(lotName("lot_1", [{ ...lot, source: "goodwill" }])).toBe("Goodwill of Nov 5, 2026");
  expect(lotName("lot_1", [{ ...lot, source: "goodwill", refundOf: "act_1" }])).toBe(
    "Goodwill of Nov 5, 2026, for a refund",
  );
});

test("one that the receipt does not tell of keeps its id", () => {
  expect(lotName("lot_2", [lot])).toBe("lot_2");
});
