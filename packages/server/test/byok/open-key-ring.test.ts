import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { drawMasterKey } from "../../src/byok/key-ring.ts";
import { openKeyRing } from "../../src/start/open-key-ring.ts";
import { StartError } from "../../src/start/start-error.ts";

const folder = mkdtempSync(join(tmpdir(), "dokly-key-ring-"));
afterAll(() => rmSync(folder, { recursive: true }));
const none = { masterKeys: null, masterKeysFile: null, dataFolder: join(folder, "data") };

test("outside production a ring is drawn once and kept for its owner alone; in production there is none", () => {
  expect(openKeyRing({ ...none, isProduction: true })).toBeNull();
  const first = openKeyRing({ ...none, isProduction: false });
  expect(first).toMatchObject({ primary: "first", masterKeys: ["first"] });
  const file = join(none.dataFolder, "master-keys");
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(openKeyRing({ ...none, masterKeysFile: file, isProduction: true })).toMatchObject({ primary: "first" });
  chmodSync(file, 0o644);
  expect(() => openKeyRing({ ...none, isProduction: false })).toThrow(StartError);
});

test("the environment wins, and a file that is not there stops the start", () => {
  const masterKeys = `${drawMasterKey("b")},${drawMasterKey("a")}`;
  expect(openKeyRing({ ...none, masterKeys, isProduction: true })).toMatchObject({ primary: "b" });
  const masterKeysFile = join(folder, "absent");
  expect(() => openKeyRing({ ...none, masterKeysFile, isProduction: true })).toThrow(/ENOENT/);
});
