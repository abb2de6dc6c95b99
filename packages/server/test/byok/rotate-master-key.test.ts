import { afterAll, beforeAll, expect, test } from "vitest";
import { findKeyRingProblem } from "../../src/byok/check-key-ring.ts";
import { drawMasterKey, readKeyRing } from "../../src/byok/key-ring.ts";
import type { KeyWrapper } from "../../src/byok/key-wrapper.ts";
import { countByMasterKey, rewrapKeys } from "../../src/byok/rewrap-keys.ts";
import { runCommand } from "../../src/command/run-command.ts";
import { type ByokServer, newSecret, ringText, startByokServer } from "./byok-harness.ts";

const added = drawMasterKey("added");
const both = `${added},${ringText}`;
let world: ByokServer;
beforeAll(async () => {
  // The server was started with both, so that it opens what either wraps.
  world = await startByokServer({}, {}, `${ringText},${added}`);
});
afterAll(() => world.close());

async function keys(verb: string, ring: string) {
  let out = "";
  let errors = "";
  const code = await runCommand(["keys", verb], {
    environment: {
      DATABASE_URL: world.server.database.url,
      DOKLY_SECRET: world.server.services.configuration.secret,
      DOKLY_MASTER_KEYS: ring,
    },
    workingFolder: "/nonexistent",
    now: new Date(),
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      errors += text;
    },
  });
  return { code, out, errors };
}

/** Dies at the wrap of that number, as a process that is killed in the middle of a batch. */
function dyingAt(ring: KeyWrapper, last: number): KeyWrapper {
  let wraps = 0;
  return {
    ...ring,
    wrap: (dataKey, binding) => {
      wraps += 1;
      return wraps > last ? Promise.reject(new Error("killed")) : ring.wrap(dataKey, binding);
    },
  };
}

test("the master key is rotated online: cut off in the middle, gone on with, and no action fails meanwhile", async () => {
  const { pool } = world.server.services;
  for (let key = 0; key < 7; key++) await world.connect(newSecret(), {}, `Key ${key}`);
  expect(await keys("status", both)).toMatchObject({ code: 1, errors: "" });
  let isRunning = true;
  const ends: string[] = [];
  const load = (async () => {
    while (isRunning) ends.push((await world.run()).end.event);
  })();
  await expect(rewrapKeys(pool, dyingAt(readKeyRing(both), 5), { batchSize: 2 })).rejects.toThrow("killed");
  // The batch that was cut is as it was.
  expect(await countByMasterKey(pool)).toEqual(
    new Map([
      ["added", 4],
      ["test", 3],
    ]),
  );
  expect(await findKeyRingProblem(pool, readKeyRing(both))).toBeNull();
  const [first, second] = await Promise.all([keys("rotate", both), keys("rotate", both)]);
  expect([first.errors, second.errors]).toEqual(["", ""]);
  expect(await keys("status", both)).toMatchObject({
    code: 0,
    out: expect.stringContaining("test wraps 0 own keys: it can leave"),
  });
  await world.run();
  isRunning = false;
  await load;
  expect(ends.length).toBeGreaterThan(0);
  expect(new Set(ends)).toEqual(new Set(["settled"]));
  expect(await findKeyRingProblem(pool, readKeyRing(added))).toBeNull();
}, 60_000);

test("a ring without a key in use, a namesake, and no ring at all are told before anybody is refused", async () => {
  const { pool } = world.server.services;
  expect(await findKeyRingProblem(pool, null)).toContain("DOKLY_MASTER_KEYS");
  expect(await findKeyRingProblem(pool, readKeyRing(drawMasterKey("other")))).toContain("not in the key ring");
  const namesake = readKeyRing(drawMasterKey("added"));
  expect(await findKeyRingProblem(pool, namesake)).toContain("not the one");
  expect(await keys("rotate", drawMasterKey("other"))).toMatchObject({
    code: 3,
    errors: expect.stringContaining("not among"),
  });
  expect(await keys("status", ringText)).toMatchObject({ code: 3, out: expect.stringContaining("put it back") });
});
