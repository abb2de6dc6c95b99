import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openSecret, rewrapSecret, type SealedSecret, sealSecret } from "./envelope.ts";
import { drawMasterKey, KeyRingUnusable, readKeyRing } from "./key-ring.ts";
import { readKeyRingFile } from "./read-key-ring-file.ts";

const secret = "sk-ant-api03-this-is-the-clear-key-of-a-customer";
const place = { workspace: "ws_a", provider: "anthropic", key: "key_1", version: 1 };
const old = drawMasterKey("old");
const ring = readKeyRing(old);
const notAuthentic = { code: "not-authentic" };

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

describe("a sealed secret", () => {
  test("opens for the place it was sealed for, and for no other workspace, provider, key or version", async () => {
    const sealed = await sealSecret(secret, place, ring);
    expect(await openSecret(sealed, place, ring)).toBe(secret);
    const others = [{ workspace: "ws_b" }, { provider: "other" }, { key: "key_2" }, { version: 2 }];
    for (const other of others) {
      await expect(openSecret(sealed, { ...place, ...other }, ring)).rejects.toMatchObject(notAuthentic);
    }
    // A byte moved from one part to the next is another place.
    const moved = { ...place, workspace: "ws_aa", provider: "nthropic" };
    await expect(openSecret(sealed, moved, ring)).rejects.toMatchObject(notAuthentic);
  });

  test("does not open with the data key of another workspace, nor with that of another version", async () => {
    const sealed = await sealSecret(secret, place, ring);
    for (const other of [{ workspace: "ws_b" }, { version: 2 }]) {
      const foreign = await sealSecret("another key, just as long as the first", { ...place, ...other }, ring);
      const swapped: SealedSecret = { ...sealed, wrapped: foreign.wrapped };
      await expect(openSecret(swapped, place, ring)).rejects.toMatchObject(notAuthentic);
      await expect(openSecret(foreign, place, ring)).rejects.toMatchObject(notAuthentic);
      await expect(openSecret({ ...foreign, wrapped: sealed.wrapped }, place, ring)).rejects.toMatchObject(
        notAuthentic,
      );
    }
  });

  test("does not open with any bit of it flipped, nor cut, nor with a short tag", async () => {
    const stored = await sealSecret(secret, place, ring);
    for (let at = 0; at < stored.sealed.length; at++) {
      const changed = { ...stored, sealed: flipped(stored.sealed, at) };
      await expect(openSecret(changed, place, ring)).rejects.toMatchObject(notAuthentic);
    }
    for (let at = 0; at < stored.wrapped.length; at++) {
      const changed = { ...stored, wrapped: flipped(stored.wrapped, at) };
      await expect(openSecret(changed, place, ring)).rejects.toMatchObject(notAuthentic);
    }
    for (const length of [0, 4, 12, 16, 27, 28, stored.sealed.length - 1]) {
      const cut = { ...stored, sealed: stored.sealed.subarray(0, length) };
      await expect(openSecret(cut, place, ring)).rejects.toMatchObject(notAuthentic);
    }
    // A tag of 4 bytes, which Node takes where no length is asked for.
    const short = Buffer.concat([stored.sealed.subarray(0, 16), stored.sealed.subarray(28)]);
    await expect(openSecret({ ...stored, sealed: short }, place, ring)).rejects.toMatchObject(notAuthentic);
    await expect(openSecret({ ...stored, format: 2 }, place, ring)).rejects.toMatchObject({ code: "format-unknown" });
  });

  test("needs its own master key, under its own name", async () => {
    const stored = await sealSecret(secret, place, ring);
    const stranger = readKeyRing(drawMasterKey("stranger"));
    await expect(openSecret(stored, place, stranger)).rejects.toMatchObject({ code: "master-key-missing" });
    const namesake = readKeyRing(drawMasterKey("old"));
    await expect(openSecret(stored, place, namesake)).rejects.toMatchObject(notAuthentic);
    const renamed = readKeyRing(old.replace("old:", "new:"));
    await expect(openSecret({ ...stored, masterKey: "new" }, place, renamed)).rejects.toMatchObject(notAuthentic);
  });

  test("is not in what is stored, and is sealed under another data key each time", async () => {
    const [first, second] = [await sealSecret(secret, place, ring), await sealSecret(secret, place, ring)];
    expect(first.sealed.includes("clear-key")).toBe(false);
    expect(first.sealed.equals(second.sealed)).toBe(false);
    await expect(openSecret({ ...first, wrapped: second.wrapped }, place, ring)).rejects.toMatchObject(notAuthentic);
  });

  test("is wrapped anew by the primary master key and needs the old one no more", async () => {
    const stored = await sealSecret(secret, place, ring);
    const added = drawMasterKey("new");
    const both = readKeyRing(`${added}\n${old}`);
    const rewrapped = { ...stored, ...(await rewrapSecret(stored, place, both)) };
    expect(rewrapped.masterKey).toBe("new");
    expect(await openSecret(stored, place, both)).toBe(secret);
    expect(await openSecret(rewrapped, place, readKeyRing(added))).toBe(secret);
  });
});

describe("a key ring", () => {
  test("has its primary first, and takes commas, lines and remarks", () => {
    const ring = readKeyRing(`# of 2026\n${drawMasterKey("b")}\n${drawMasterKey("a")},${drawMasterKey("c")}\n`);
    expect(ring).toMatchObject({ primary: "b", masterKeys: ["b", "a", "c"] });
  });

  test("refuses what it can not use and shows no key", () => {
    const key = drawMasterKey("a");
    for (const text of ["", "# none", "a", key.slice(0, -2), `${key}\n${key}`, `${key},b:${key.slice(2)}`, "A:x"]) {
      expect(() => readKeyRing(text)).toThrow(KeyRingUnusable);
      expect(() => readKeyRing(text)).not.toThrow(key.slice(2, 20));
    }
  });

  test("is read from a file that only its owner can read", () => {
    const folder = mkdtempSync(join(tmpdir(), "dokly-ring-"));
    const file = join(folder, "master-keys");
    try {
      expect(() => readKeyRingFile(file)).toThrow(/ENOENT/);
      writeFileSync(file, old, { mode: 0o600 });
      expect(readKeyRingFile(file).primary).toBe("old");
      chmodSync(file, 0o640);
      if (process.platform !== "win32") expect(() => readKeyRingFile(file)).toThrow(/chmod 600/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
