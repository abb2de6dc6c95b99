import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Credits, CreditsError } from "../../src/index.ts";
import { startEngines, type TestEngine } from "../histories/engines.ts";
import { openTestWorkspace, plainAction, type TestWorkspace } from "../histories/test-workspace.ts";

type Input = Readonly<Record<string, unknown>>;

/** What a caller without types can send instead of a value. */
const odd: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  1.5,
  Number.NaN,
  2n ** 64n,
  -1n,
  "",
  "x",
  "a\0b",
  true,
  {},
  [],
  Symbol("odd"),
];

/** How long the texts of an action are. */
const lengths = {
  model: "claude-sonnet-5-5",
  input: { low: 90, expected: 100, high: 120 },
  subject: { expected: 50 },
  output: { low: { percent: 80, tokens: 5 }, cap: { percent: 200, tokens: 50 } },
  thinkingTokensMax: 0,
  modelOutputTokensMax: 8_000,
};

describe.each(startEngines)("what callers without types can send, on %s", (_name, startEngine) => {
  let engine: TestEngine;
  let credits: Credits;
  let w: TestWorkspace;
  let ids: { hold: string; action: string; lot: string };
  beforeAll(async () => {
    engine = await startEngine();
    credits = engine.start();
  });
  beforeEach(async () => {
    w = await openTestWorkspace(credits, { plan: "pro" });
    const { hold, action } = await w.hold(5n);
    const { lot } = await w.grant(100n, { source: "top-up" });
    ids = { hold, action, lot };
  });
  afterAll(async () => {
    await credits.close();
    await engine.close();
  });

  /** One good input of each verb and question; every one of its fields, nested ones too, is replaced in turn. */
  const stated = () => ({ reason: "r", actor: "test", key: randomUUID() });
  const verbs: readonly (readonly [name: keyof Credits, input: () => Input])[] = [
    [
      "openWorkspace",
      () => ({
        externalId: `odd ${randomUUID()}`,
        plan: "free",
        anchor: new Date(0),
        monthlyCredits: 7n,
        actor: "test",
      }),
    ],
    [
      "grant",
      () => ({
        workspace: w.id,
        source: "top-up",
        credits: 5n,
        key: randomUUID(),
        reason: "r",
        actor: "test",
        expiresAt: new Date(Date.UTC(2028, 0)),
      }),
    ],
    [
      "refund",
      () => ({ workspace: w.id, action: ids.action, credits: 1n, reason: "r", actor: "test", key: randomUUID() }),
    ],
    ["reverseGrant", () => ({ workspace: w.id, lot: ids.lot, refundedCents: 1n, paidCents: 2n, ...stated() })],
    ["restoreGrant", () => ({ workspace: w.id, lot: ids.lot, refundedCents: 0n, paidCents: 2n, ...stated() })],
    [
      "changePlan",
      () => ({
        workspace: w.id,
        plan: "pro",
        when: "now",
        anchor: new Date(0),
        monthlyCredits: 5n,
        actor: "test",
        key: randomUUID(),
      }),
    ],
    [
      "setUnpaid",
      () => ({
        workspace: w.id,
        unpaid: { from: new Date(0), plan: "free" },
        ...stated(),
      }),
    ],
    ["setSuspended", () => ({ workspace: w.id, isSuspended: false, actor: "test", key: randomUUID() })],
    [
      "setLimit",
      () => ({
        workspace: w.id,
        member: "ada",
        kind: "page",
        ownKey: null,
        credits: 900n,
        actor: "test",
        key: randomUUID(),
      }),
    ],
    ["getLimits", () => ({ workspace: w.id })],
    [
      "placeHold",
      () => ({
        workspace: w.id,
        key: randomUUID(),
        fingerprint: "f",
        credits: 0n,
        deadlineMs: 60_000,
        action: {
          ...plainAction,
          member: "ada",
          model: "claude-sonnet-5-5",
          group: "g",
          document: { path: "p", title: "t" },
          estimate: { low: 0n, high: 1n },
        },
        ownKey: { id: "key_1", nanoDollars: 1n },
        actor: "test",
      }),
    ],
    [
      "placeHolds",
      () => ({
        workspace: w.id,
        key: randomUUID(),
        fingerprint: "f",
        deadlineMs: 60_000,
        holds: [{ credits: 1n, action: plainAction }],
        actor: "test",
      }),
    ],
    ["extendHold", () => ({ workspace: w.id, hold: ids.hold, deadlineMs: 60_000 })],
    ["extendHolds", () => ({ workspace: w.id, key: randomUUID(), deadlineMs: 60_000 })],
    [
      "settleHold",
      () => ({
        workspace: w.id,
        hold: ids.hold,
        charge: { credits: 1n },
        status: "succeeded",
        requestId: "r",
        key: randomUUID(),
        fingerprint: "f",
        actor: "test",
      }),
    ],
    [
      "settleHold",
      () => ({
        workspace: w.id,
        hold: ids.hold,
        charge: { usage: { input: 1, cacheRead: 1, cacheWrite: 1, output: 1, thinking: 1 } },
        status: "succeeded",
        actor: "test",
      }),
    ],
    [
      "releaseHold",
      () => ({
        workspace: w.id,
        hold: ids.hold,
        status: "failed",
        failure: { code: "c", message: "m" },
        requestId: "r",
        key: randomUUID(),
        fingerprint: "f",
        actor: "test",
      }),
    ],
    ["expireHolds", () => ({ limit: 5 })],
    ["purgeKeys", () => ({ limit: 5 })],
    ["estimate", () => ({ workspace: w.id, kind: "page", member: "ada", ...lengths })],
    [
      "quote",
      () => ({
        workspace: w.id,
        kind: "page",
        member: "ada",
        ...lengths,
        parts: ["text"],
        signingKey: new Uint8Array(32),
      }),
    ],
    ["getBalance", () => ({ workspace: w.id })],
    ["getUsage", () => ({ workspace: w.id, days: 3, timeZone: "UTC", member: "ada" })],
    [
      "listActions",
      () => ({
        workspace: w.id,
        filter: {
          kind: "page",
          member: "ada",
          outcome: "failed",
          document: "p",
          group: "g",
          from: new Date(0),
          to: new Date(1),
        },
        limit: 5,
        cursor: ids.action,
      }),
    ],
    ["getAction", () => ({ workspace: w.id, action: ids.action })],
    ["getVersions", () => ({ workspaces: [w.id] })],
    ["countHolds", () => ({ limit: 5 })],
    ["verify", () => ({ workspace: w.id })],
    ["getLedgerHead", () => ({ workspace: w.id })],
    ["listTransfers", () => ({ workspace: w.id, after: 0n, limit: 10 })],
  ];

  /** The input with each field replaced by a value, at any depth. */
  function* replaced(input: Input, value: unknown, path = ""): Generator<readonly [string, Input]> {
    for (const [name, own] of Object.entries(input)) {
      yield [`${path}${name}`, { ...input, [name]: value }];
      if (typeof own !== "object" || own === null || own instanceof Date || own instanceof Uint8Array) continue;
      for (const [inner, changed] of replaced(own as Input, value, `${path}${name}.`)) {
        yield [inner, { ...input, [name]: Array.isArray(own) ? Object.values(changed) : changed }];
      }
    }
  }

  test.each(verbs)(
    "P23 P24 every field of %s is taken or refused by a code, and never breaks anything",
    async (name, make) => {
      const call = credits[name] as (input: unknown) => Promise<unknown>;
      const broken: string[] = [];
      const tryOne = async (what: string, input: unknown): Promise<void> => {
        const outcome = await call(input).then(
          () => null,
          (error: unknown) => error,
        );
        if (outcome !== null && !(outcome instanceof CreditsError)) broken.push(`${what}: ${inspect(outcome)}`);
      };
      for (const value of odd) {
        for (const [path, input] of replaced(make(), value)) await tryOne(`${path} = ${String(value)}`, input);
      }
      const isQuestionOfAll = ["expireHolds", "verify", "purgeKeys", "countHolds"].includes(name);
      for (const value of [null, "x", 0]) await tryOne(`input = ${String(value)}`, value);
      if (!isQuestionOfAll) await tryOne("input = undefined", undefined);
      expect(broken).toEqual([]);
      expect((await credits.verify({ workspace: w.id })).differences).toEqual([]);
    },
  );

  test("P22 ids of another workspace are not there, whatever verb names them", async () => {
    const other = await openTestWorkspace(credits);
    const own = { workspace: other.id, actor: "test", reason: "r" };
    const charge = { credits: 1n };
    const payment = { paidCents: 2n, refundedCents: 1n };
    const key = randomUUID();
    const absent = (code: string) => ({ code });
    await expect(credits.settleHold({ ...own, hold: ids.hold, charge, status: "succeeded" })).rejects.toMatchObject(
      absent("hold-not-found"),
    );
    await expect(
      credits.releaseHold({ ...own, hold: ids.hold, status: "failed", failure: null }),
    ).rejects.toMatchObject(absent("hold-not-found"));
    await expect(credits.extendHold({ ...own, hold: ids.hold, deadlineMs: 1_000 })).rejects.toMatchObject(
      absent("hold-not-found"),
    );
    await expect(credits.refund({ ...own, action: ids.action, credits: 1n, key })).rejects.toMatchObject(
      absent("action-not-found"),
    );
    await expect(credits.getAction({ ...own, action: ids.action })).rejects.toMatchObject(absent("action-not-found"));
    await expect(credits.reverseGrant({ ...own, lot: ids.lot, ...payment, key })).rejects.toMatchObject(
      absent("lot-not-found"),
    );
    await expect(credits.restoreGrant({ ...own, lot: ids.lot, ...payment, key })).rejects.toMatchObject(
      absent("lot-not-found"),
    );
    await expect(credits.listActions({ ...own, cursor: ids.action })).rejects.toMatchObject(absent("invalid-argument"));
    expect(await w.balance()).toMatchObject({ held: 5n });
  });
});
