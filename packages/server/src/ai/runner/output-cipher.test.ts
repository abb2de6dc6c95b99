import { expect, test } from "vitest";
import { createOutputCipher } from "./output-cipher.ts";

const cipher = createOutputCipher("a secret of at least 32 characters!!");

test("a kept text comes back for its own action only", () => {
  const sealed = cipher.seal("Größe 😀", "ws_a|act_1");
  expect(cipher.open(sealed, "ws_a|act_1")).toBe("Größe 😀");
  expect(cipher.open(sealed, "ws_a|act_2")).toBeNull();
  expect(cipher.open(sealed, "ws_b|act_1")).toBeNull();
});

test("a text sealed under another secret, changed or cut is not read", () => {
  const sealed = cipher.seal("text", "row");
  expect(createOutputCipher("another secret of 32 characters!!!!").open(sealed, "row")).toBeNull();
  const changed = Buffer.from(sealed);
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
  expect(cipher.open(changed, "row")).toBeNull();
  expect(cipher.open(sealed.subarray(0, 20), "row")).toBeNull();
});

test("the clear text is not in what is stored, and the same text is sealed differently each time", () => {
  const sealed = cipher.seal("a very visible sentence", "row");
  expect(sealed.includes("visible")).toBe(false);
  expect(cipher.seal("a very visible sentence", "row").equals(sealed)).toBe(false);
});
