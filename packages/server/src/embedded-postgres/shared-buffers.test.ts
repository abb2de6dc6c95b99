import { describe, expect, test } from "vitest";
import { sharedBuffers } from "./shared-buffers.ts";

const gb = 1024 ** 3;

describe("how much memory PostgreSQL keeps pages in", () => {
  test.each([
    [0.5 * gb, 0, "128MB"],
    [4 * gb, 0, "512MB"],
    [24 * gb, 0, "2048MB"],
    [64 * gb, 2 ** 64, "2048MB"],
  ])("of %d bytes without a limit, limit said as %d: %s", (total, limit, expected) => {
    expect(sharedBuffers(total, limit)).toBe(expected);
  });

  test("a container's limit counts as its machine", () => {
    expect(sharedBuffers(64 * gb, 2 * gb)).toBe("256MB");
  });
});
