import { describe, expect, it } from "vitest";
import { undoUntil } from "./undo-rule.ts";

const edit = {
  kind: "improve",
  status: "succeeded",
  estimate: { low: 1, high: 3 },
  charged: 2,
  refunded: 0,
  endedAt: "2026-11-23T10:00:00.000Z",
  member: { id: "nora", name: "Nora" },
} as const;

describe("undoUntil", () => {
  it("is ten minutes after the end of one's own small edit", () => {
    expect(undoUntil(edit, "nora")).toBe(Date.parse("2026-11-23T10:10:00.000Z"));
  });

  it.each([
    ["somebody else's", { member: { id: "edgar", name: "Edgar" } }],
    ["a service's", { member: null }],
    ["a page", { kind: "page" }],
    ["a kind of a service", { kind: "render" }],
    ["one that may cost 10 credits", { estimate: { low: 4, high: 10 } }],
    ["a failed one", { status: "failed", charged: 0 } as const],
    ["one on an own key", { charged: 0 }],
    ["one that was refunded already", { refunded: 2 }],
    ["a running one", { status: "running", endedAt: null } as const],
  ])("is never for %s", (_, change) => {
    expect(undoUntil({ ...edit, ...change }, "nora")).toBeNull();
  });
});
