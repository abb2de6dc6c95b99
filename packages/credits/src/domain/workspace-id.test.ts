import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatLocalId, parseLocalId } from "./local-id.ts";
import { formatWorkspaceId, parseWorkspaceId, workspaceIdOf, workspaceNumberOf } from "./workspace-id.ts";

const numbers = fc.bigInt({ min: 0n, max: (1n << 63n) - 1n });

describe("public ids", () => {
  test("R8.1 a workspace's id is the same for ever: it follows from the external id alone", () => {
    expect(workspaceIdOf("organization-42")).toBe("ws_00krj0matvhm2t");
    expect(parseWorkspaceId(workspaceIdOf("organization-42"))).toBe(workspaceNumberOf("organization-42"));
  });

  test("R8.1 every number can be written and read again", () => {
    fc.assert(
      fc.property(numbers, numbers, (workspace, number) => {
        expect(parseWorkspaceId(formatWorkspaceId(workspace))).toBe(workspace);
        const id = formatLocalId("hold", workspace, number + 1n);
        expect(parseLocalId("hold", workspace, id)).toBe(number + 1n > (1n << 63n) - 1n ? null : number + 1n);
      }),
    );
  });

  test("R8.1 one wrong character, or two neighbours that changed places, are seen", () => {
    const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    fc.assert(
      fc.property(numbers, fc.nat(13), fc.constantFrom(...alphabet), (workspace, position, character) => {
        const id = formatWorkspaceId(workspace);
        const at = 3 + position;
        const wrong = id.slice(0, at) + character + id.slice(at + 1);
        expect(parseWorkspaceId(wrong)).toBe(wrong === id ? workspace : null);
        const swapped = id.slice(0, at - 1) + id.charAt(at) + id.charAt(at - 1) + id.slice(at + 1);
        expect(parseWorkspaceId(swapped)).toBe(swapped === id ? workspace : null);
      }),
    );
  });

  test("P22 an id of another workspace, of another kind, or with leading zeros is none", () => {
    const id = formatLocalId("hold", 7n, 1n);
    expect(parseLocalId("hold", 8n, id)).toBeNull();
    expect(parseLocalId("act", 7n, id)).toBeNull();
    expect(parseLocalId("hold", 7n, "")).toBeNull();
    expect(parseWorkspaceId("ws_")).toBeNull();
    expect(parseWorkspaceId("ws_zzzzzzzzzzzzzz")).toBeNull();
  });
});
