import { expect, test } from "vitest";
import { filterOfFields, noFields } from "./audit-fields.ts";

test("what is empty or half typed is not asked for, and a last day is meant whole", () => {
  expect(filterOfFields(noFields)).toEqual({});
  expect(filterOfFields({ ...noFields, workspace: "ws_3dq5", by: "  " })).toEqual({});
  expect(filterOfFields({ ...noFields, act: "plan-set", workspace: " ws_3dq53z4x121qgh " })).toEqual({
    act: "plan-set",
    workspace: "ws_3dq53z4x121qgh",
  });
  const { from = "", to = "" } = filterOfFields({ ...noFields, from: "2026-11-05", to: "2026-11-05" });
  expect(new Date(from)).toEqual(new Date(2026, 10, 5));
  expect(new Date(to)).toEqual(new Date(2026, 10, 6));
});
