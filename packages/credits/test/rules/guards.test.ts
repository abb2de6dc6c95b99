import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pinPrices } from "../../src/domain/rate-card.ts";
import { beginReplay, replayLine } from "../../src/domain/replay.ts";
import { firstHash, hashTransfer, transferFormat } from "../../src/domain/transfer.ts";
import { type Credits, shippedCatalog } from "../../src/index.ts";
import { startEngine, type TestEngine } from "../histories/engines.ts";
import { openTestWorkspace, workspaceOf } from "../histories/test-workspace.ts";

const START = Date.UTC(2027, 0, 15, 12);
const DAY_MS = 86_400_000;

test("R4.1 a rate card is in force from its first instant on, and not before", () => {
  const [card] = shippedCatalog.rateCards;
  if (card === undefined) throw new Error("there is a rate card");
  const model = "claude-sonnet-5-5";
  expect(pinPrices(shippedCatalog, model, card.from).rateCard).toBe(card.version);
  const before = new Date(card.from.getTime() - 1);
  expect(() => pinPrices({ ...shippedCatalog, rateCards: [card] }, model, before)).toThrow(model);
});

test("R8.3 P19 a line whose hash is right and whose balance is not is found", () => {
  const at = new Date(START);
  const from = { workspace: 1n, sequence: 1n, from: "monthly", to: "available", credits: 50n } as const;
  const of = { lot: 1n, hold: null, part: 0, cause: "grant", actor: "a", reason: null } as const;
  const line = { ...from, ...of, at, effectiveAt: at, balanceAfter: 51n };
  const replay = beginReplay();
  replayLine(replay, { ...line, format: transferFormat, hash: hashTransfer(line, firstHash) });
  expect(replay.findings.map(({ what, expected, found }) => ({ what, expected, found }))).toContainEqual(
    expect.objectContaining({ expected: "50", found: "51" }),
  );
});

describe("guards that two instances on one database need", () => {
  let engine: TestEngine;
  let first: Credits;
  let second: Credits;
  beforeAll(async () => {
    engine = await startEngine();
    [first, second] = [engine.start(), engine.start()];
  });
  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
    await engine.close();
  });
  const open = async () => {
    engine.clock.real = START;
    engine.clock.offsetMs = 0;
    const a = await openTestWorkspace(first);
    return { a, b: workspaceOf(second, a.id) };
  };

  test("P10 P15 a hold that another instance took is overdue for this one too, though nothing else happened", async () => {
    const { a, b } = await open();
    await b.hold(30n, { deadlineMs: 60_000 });
    await a.grant(1n);
    engine.clock.real = START + 60_000;
    expect(await a.hold(51n)).toMatchObject({ available: 0n });
  });

  test("R8.3 a database that was set back to an earlier state is believed, whatever is in memory", async () => {
    const { a } = await open();
    await a.release((await a.hold(1n)).hold);
    const where = `where workspace_id = (select workspace_id from credits.accounts where external_id = '${a.externalId}')`;
    await engine.read(`update credits.lots set available = available - 40, expired = expired + 40 ${where}`);
    await engine.read(`update credits.accounts set last_hash = decode(repeat('ab', 32), 'hex') ${where}`);
    await expect(a.hold(50n)).rejects.toMatchObject({ details: { available: 10n } });
  });

  test("P12 a hold that ends two periods later, at another instance, ends in its own lots", async () => {
    const { a, b } = await open();
    const { hold } = await a.hold(30n, { deadlineMs: 3_600_000 });
    engine.clock.offsetMs = 40 * DAY_MS;
    await a.hold(1n);
    engine.clock.offsetMs = 80 * DAY_MS;
    expect(await b.settle(hold, 20n)).toMatchObject({ state: "settled", charged: 20n, returned: 10n });
    expect(await b.balance()).toMatchObject({ spent: 0n, available: 50n });
  });

  test("P16 a suspension that is repeated late leaves what was decided since", async () => {
    const { a } = await open();
    const decide = (isSuspended: boolean, key: string) =>
      first.setSuspended({ workspace: a.id, isSuspended, key, actor: "test" });
    await decide(true, "on");
    await decide(false, "off");
    expect(await decide(true, "on")).toMatchObject({ isReplay: true });
    expect(await a.hold(1n)).toMatchObject({ available: 49n });
  });

  test("R5.2 a won dispute never makes more due than was before", async () => {
    const { a } = await open();
    const { lot } = await a.grant(30n, { source: "top-up" });
    const report = { workspace: a.id, lot, paidCents: 100n, reason: "test", actor: "test" };
    await first.reverseGrant({ ...report, refundedCents: 10n, key: "refunded" });
    expect(await first.restoreGrant({ ...report, refundedCents: 50n, key: "won" })).toMatchObject({
      due: 3n,
      reversed: 3n,
    });
    expect(await a.balance()).toMatchObject({ topUps: 27n });
  });

  test("P22 who meters for others ends no action that has a model's price", async () => {
    const { a } = await open();
    const { hold } = await a.hold(5n, { action: { model: "claude-sonnet-5-5" } });
    const ending = { workspace: a.id, hold, actor: "test", isUnpricedOnly: true } as const;
    const release = first.releaseHold({ ...ending, status: "failed", failure: null });
    await expect(release).rejects.toMatchObject({ code: "hold-not-found" });
    expect(await a.balance()).toMatchObject({ held: 5n });
  });
});
