import { describe, expect, it } from "vitest";
import { undoUntil } from "./undo-rule.ts";

const edit = { member: { id: "nora", name: "Nora" }, undoUntil: "2026-11-23T10:10:00.000Z" };

describe("undoUntil", () => {
  it("is what the server says of one's own edit", () => {
    expect(undoUntil(edit, "nora")).toBe(Date.parse("2026-11-23T10:10:00.000Z"));
    expect(undoUntil({ ...edit, undoUntil: null }, "nora")).toBeNull();
  });

  it("is never for somebody else's, nor for a service's", () => {
    expect(undoUntil(edit, "edgar")).toBeNull();
    expect(undoUntil({ ...edit, member: null }, "nora")).toBeNull();
  });
});
