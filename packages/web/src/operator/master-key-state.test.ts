import { expect, test } from "vitest";
import { masterKeyState } from "./master-key-state.ts";

test("a master key can leave the ring only where it is not the primary and wraps nothing any more", () => {
  const key = { name: "old", isInRing: true, ownKeys: 0 };
  expect(masterKeyState(key, "new")).toBe("free");
  expect(masterKeyState({ ...key, ownKeys: 1 }, "new")).toBe("inUse");
  expect(masterKeyState(key, "old")).toBe("primary");
  expect(masterKeyState({ ...key, isInRing: false, ownKeys: 1 }, "new")).toBe("missing");
  expect(masterKeyState({ ...key, isInRing: false, ownKeys: 1 }, null)).toBe("missing");
});
