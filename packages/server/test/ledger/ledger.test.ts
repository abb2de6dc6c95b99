import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LedgerHead, verification } from "@dokly/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../src/command/run-command.ts";
import { createLedgerKey } from "../../src/ledger/ledger-key.ts";
import { createVerificationPace } from "../../src/ledger/verification-pace.ts";
import { type CreditsServer, startCreditsServer } from "../credits/credits-harness.ts";
import { expectProblem } from "../server-harness.ts";

const folder = mkdtempSync(join(tmpdir(), "dokly-ledger-"));
let on: CreditsServer;
let file: string;
let disposition: string | null;

beforeAll(async () => {
  on = await startCreditsServer();
  for (const credits of [1, 2, 3]) {
    const held = await on.placeHold({ credits: 4, kind: "render" });
    await on.endHold(held.id, "settle", { credits });
  }
  await on.placeHold({ credits: 5, kind: "render" });
  const goodwill = { credits: 7n, key: "gift", reason: 'a "gift",\nwith thanks', actor: "test" };
  await on.server.services.credits.grant({ workspace: on.workspace, source: "goodwill", ...goodwill });
  const response = await on.owner.send("GET", `${on.base}/ledger.jsonl`);
  disposition = response.headers.get("content-disposition");
  file = await response.text();
  const key = await on.server.stranger.send("GET", "/.well-known/dokly-ledger-key.json");
  writeFileSync(join(folder, "key.json"), await key.text());
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await on.server.close();
});

async function check(text: string, ...more: string[]) {
  writeFileSync(join(folder, "ledger.jsonl"), text);
  const written: string[] = [];
  const write = (line: string) => void written.push(line);
  const around = { environment: {}, workingFolder: folder, now: new Date(), write, writeError: write };
  const code = await runCommand(["verify-export", "ledger.jsonl", ...more], around);
  return { code, text: written.join("") };
}

const linesOf = () => file.trimEnd().split("\n");
const changed = (index: number, change: (line: Record<string, unknown>) => object) =>
  `${linesOf()
    .map((line, at) => (at === index ? JSON.stringify(change(JSON.parse(line))) : line))
    .join("\n")}\n`;

describe("what was downloaded", () => {
  test("has a name of its own", () => {
    expect(disposition).toMatch(/^attachment; filename="[\w.-]+ledger[\w.-]+\.jsonl"/);
  });

  test("is right, adds up to the balance, and is signed", async () => {
    const { code, text } = await check(file, "--key", "key.json");
    expect(code).toBe(0);
    expect(text).toContain("granted 57 = available 46 + held 5 + spent 6 + expired 0 + reversed 0");
    expect(text).toMatch(/Signed at \S+ by key \S+/);
    expect((await on.readBalance()).available).toBe(46);
    expect((await check(file)).text).toContain("The signature was not checked");
  });

  test("ends at the head that verify shows", async () => {
    const response = await on.viewer.send("POST", `${on.base}/verify`);
    const found = verification.parse(await response.json());
    expect(found).toMatchObject({ ok: true, differences: [], checked: { holds: 4, lots: 2 } });
    expect(found.checked.transfers).toBe(linesOf().length - 2);
    const head = JSON.parse(linesOf().at(-1) ?? "") as LedgerHead;
    expect([found.head.sequence, found.head.hash]).toEqual([head.sequence, head.hash]);
  });

  test.each([
    [
      "an amount",
      () => changed(3, (line) => ({ ...line, credits: Number(line["credits"]) + 1 })),
      /Line 4 is wrong: transfer 3 hash/,
    ],
    [
      "a reason",
      () => changed(linesOf().length - 2, (line) => ({ ...line, reason: "none" })),
      /is wrong: transfer \d+ hash/,
    ],
    ["a hash", () => changed(2, (line) => ({ ...line, hash: "0".repeat(64) })), /Line 3 is wrong: transfer 2 hash/],
    ["a missing line", () => `${linesOf().toSpliced(2, 1).join("\n")}\n`, /Line 3 is wrong: transfer 2 sequence/],
    [
      "two lines in another order",
      () =>
        `${linesOf()
          .toSpliced(2, 2, linesOf()[3] ?? "", linesOf()[2] ?? "")
          .join("\n")}\n`,
      /Line 3 is wrong/,
    ],
    ["no head", () => `${linesOf().slice(0, -1).join("\n")}\n`, /head should be a last line with it/],
    ["a last transfer taken out", () => `${linesOf().toSpliced(-2, 1).join("\n")}\n`, /head sequence should be/],
    [
      "another balance in the head",
      () => changed(linesOf().length - 1, (line) => ({ ...line, available: 9_999 })),
      /head available should be 46/,
    ],
    [
      "another workspace",
      () => changed(0, (line) => ({ ...line, workspaceNumber: "7" })),
      /Line 1 is wrong: workspaceNumber/,
    ],
    [
      "a line that is none",
      () => changed(2, () => ({ type: "transfer" })),
      /Line 3 is wrong: line should be a transfer/,
    ],
    [
      "another time of signing",
      () => changed(linesOf().length - 1, (line) => ({ ...line, signedAt: "2020-01-01T00:00:00Z" })),
      /signature should be one of the published key/,
    ],
  ])("is refused with %s, by its line", async (_what, text, expected) => {
    const { code, text: told } = await check(text(), "--key", "key.json");
    expect(told).toMatch(expected);
    expect(code).toBe(1);
  });

  test("is refused where somebody else signed it", async () => {
    const head = JSON.parse(linesOf().at(-1) ?? "") as LedgerHead;
    const { type: _type, signature: _signature, ...facts } = head;
    const forged = createLedgerKey(null, "another secret, also long enough to be one").sign(facts);
    const { code, text } = await check(
      changed(linesOf().length - 1, () => forged),
      "--key",
      "key.json",
    );
    expect([code, text.includes("a published key")]).toEqual([1, true]);
  });

  test("ends with 2 where nothing can be looked at", async () => {
    expect((await check("hello\n")).code).toBe(2);
    expect((await check("")).code).toBe(2);
    expect((await check(file, "--key", "missing.json")).code).toBe(2);
  });
});

test("whole ledgers are for owners and admins of the workspace", async () => {
  for (const client of [on.editor, on.viewer]) {
    await expectProblem(await client.send("GET", `${on.base}/ledger.jsonl`), "role-not-sufficient");
  }
  const other = await on.server.signUp("Otto Other");
  await expectProblem(await other.send("GET", `${on.base}/ledger.jsonl`), "not-found");
  await expectProblem(await other.send("POST", `${on.base}/verify`), "not-found");
});

test("verify names what differs", async () => {
  await on.server.database.pool.query(
    `update credits.lots set available = available - 1, spent = spent + 1
       where source = 'goodwill' and workspace_id = (
         select workspace_id from credits.accounts order by version desc limit 1)`,
  );
  const response = await on.owner.send("POST", `${on.base}/verify`);
  const found = verification.parse(await response.json());
  expect(found.ok).toBe(false);
  expect(found.differences.map(({ what }) => what)).toContain("lot 6 available");
  expect(found.differing).toBe(found.differences.length);
  // The rows are everybody's: others learn that something differs, not what.
  for (const client of [on.editor, on.viewer]) {
    const told = verification.parse(await (await client.send("POST", `${on.base}/verify`)).json());
    expect(told).toMatchObject({ ok: false, differing: found.differing, differences: [] });
  }
});

test("asked again and again, verify says when it can be asked next, for all servers together", async () => {
  const workspace = await on.server.workspaceOf(await on.server.signUp("Vera Verifier"));
  const servers = [createVerificationPace(on.server.services), createVerificationPace(on.server.services)];
  for (let run = 0; run < 6; run += 1) await servers[run % 2]?.begin(workspace);
  for (const server of servers) {
    const refused = await server.begin(workspace).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "too-many-requests", headers: { "retry-after": expect.any(String) } });
  }
  const { pool } = on.server.services;
  await pool.query("update dokly.verification_pace set window_start = window_start - interval '1 minute'");
  await servers[0]?.begin(workspace);
  await servers[1]?.end(workspace, 30_000);
  const resting = await servers[0]?.begin(workspace).catch((error: unknown) => error);
  expect(resting).toMatchObject({ message: expect.stringMatching(/can start in 1(19|20) seconds\.$/) });
});

test("the refusal is a 429 with Retry-After, and other workspaces go on", async () => {
  const [ada, otto] = [await on.server.signUp("Ada Asks"), await on.server.signUp("Otto Other")];
  const verify = async (person: typeof ada) =>
    person.send("POST", `/api/v1/workspaces/${await on.server.workspaceOf(person)}/verify`);
  for (let run = 0; run < 6; run += 1) expect((await verify(ada)).status).toBe(200);
  const refused = await verify(ada);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  await expectProblem(refused, "too-many-requests");
  expect((await verify(otto)).status).toBe(200);
});

test("a key of the environment signs instead, and has a name of its own", () => {
  const given = createLedgerKey(Buffer.alloc(32, 7).toString("base64url"), "secret").published.keys[0];
  const own = createLedgerKey(null, "secret").published.keys[0];
  expect(given?.kid).not.toBe(own?.kid);
  expect(createLedgerKey(null, "secret").published.keys[0]).toEqual(own);
});
