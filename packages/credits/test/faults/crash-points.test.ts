import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Credits } from "../../src/index.ts";
import { databaseKind } from "../databases/kinds.ts";
import { startEngines, type TestEngine } from "../histories/engines.ts";
import type { Fault, FaultKind } from "../histories/faulty-database.ts";
import { openTestWorkspace, type TestWorkspace } from "../histories/test-workspace.ts";

const START = Date.UTC(2027, 0, 15, 12);
/** Far above what any verb asks of the database: the enumeration ends where a fault no longer strikes. */
const POINTS_MAX = 40;
const KINDS: readonly FaultKind[] = ["connection-lost", "serialization", "deadlock", "lock-timeout"];

type Verb = {
  readonly name: string;
  /** What comes before, without faults; gives the command, which a retry repeats exactly. */
  readonly prepare: (w: TestWorkspace) => Promise<() => Promise<unknown>>;
};

const verbs: readonly Verb[] = [
  { name: "grant", prepare: async (w) => () => w.grant(7n, { key: "grant" }) },
  { name: "hold", prepare: async (w) => () => w.hold(20n, { key: "hold" }) },
  {
    name: "settle",
    prepare: async (w) => {
      const { hold } = await w.hold(20n);
      return () => w.settle(hold, 13n, { key: "settle", fingerprint: "settle" });
    },
  },
  {
    name: "settle without a key",
    prepare: async (w) => {
      const { hold } = await w.hold(20n);
      return () => w.settle(hold, 13n);
    },
  },
  {
    name: "release",
    prepare: async (w) => {
      const { hold } = await w.hold(20n);
      return () => w.release(hold);
    },
  },
  {
    name: "extend",
    prepare: async (w) => {
      const { hold } = await w.hold(20n);
      return () => w.extend(hold, 90_000);
    },
  },
];

describe.each(startEngines)("C3 P16 P24 a fault between any two steps, on %s", (_, start) => {
  // The engine treats the three conflicts alike, so one verb tries them all; and it treats all databases alike, so that
  // on the others the loss of the connection stands for every fault, a hold and its settle for every verb.
  const kindsFor = (verb: Verb): readonly FaultKind[] => {
    if (databaseKind !== "postgres") return ["connection-lost"];
    return verb.name === "hold" ? KINDS : ["connection-lost", "serialization"];
  };
  let engine: TestEngine;
  let credits: Credits;
  beforeAll(async () => {
    engine = await start();
    engine.clock.real = START;
    credits = engine.start();
  });
  afterAll(async () => {
    await credits.close();
    await engine.close();
  });

  /**
   * The command under one fault, sent again until it is answered; what then is there, without ids; whether the fault
   * struck.
   */
  const stateAfter = async (verb: Verb, fault: Fault | null) => {
    const w = await openTestWorkspace(credits);
    const command = await verb.prepare(w);
    if (fault !== null) engine.arm(fault);
    const isAnswered = await command().then(
      () => true,
      () => false,
    );
    const hasStruck = engine.disarm();
    if (!isAnswered) await command();
    const { lots, workspace: _w, version: _v, ...figures } = await w.balance();
    const differences = [...(await engine.audit([w.externalId])), ...(await engine.verify(credits, [w.externalId]))];
    const log = (await w.log()).map(({ status, held, charged, endedAt }) => ({ status, held, charged, endedAt }));
    return {
      hasStruck,
      isAnswered,
      state: { figures, lots: lots.map(({ id: _id, ...lot }) => lot), log, differences },
    };
  };

  const tried = databaseKind === "postgres" ? verbs : verbs.filter(({ name }) => name === "hold" || name === "settle");
  test.each(tried)(
    "R1.3 $name: the engine itself tries again, finds or makes exactly one effect, and answers",
    { timeout: 120_000 },
    async (verb) => {
      const { state: expected } = await stateAfter(verb, null);
      expect(expected.differences).toEqual([]);
      const kinds = kindsFor(verb);
      let points = 0;
      for (const when of ["before", "after"] as const) {
        for (const kind of kinds) {
          for (let at = 0; at < POINTS_MAX; at += 1) {
            const { hasStruck, isAnswered, state } = await stateAfter(verb, { at, when, kind, lasts: "once" });
            if (!hasStruck) break;
            points += 1;
            expect({ at, when, kind, isAnswered, state }).toEqual({
              at,
              when,
              kind,
              isAnswered: true,
              state: expected,
            });
          }
        }
      }
      expect(points).toBeGreaterThanOrEqual(kinds.length * 2 * 3);
    },
  );

  test("B4 the reply of a settle is lost, the caller's catch block releases: the charge stands", async () => {
    for (let at = 0; at < POINTS_MAX; at += 1) {
      const w = await openTestWorkspace(credits);
      const { hold } = await w.hold(20n);
      engine.arm({ at, when: "after", kind: "connection-lost", lasts: "on" });
      const settled = await w.settle(hold, 13n).then(
        () => true,
        () => false,
      );
      const hasStruck = engine.disarm();
      const end = await w.release(hold);
      const charged = end.state === "settled" ? 13n : 0n;
      expect(end).toMatchObject({ charged, returned: 20n - charged });
      expect(settled && end.state !== "settled").toBe(false);
      expect(await w.balance()).toMatchObject({ spent: charged, held: 0n, available: 50n - charged });
      if (!hasStruck) return;
    }
    throw new Error("the fault struck at every point");
  });

  test("H2 a database that only ever says 'conflict' is a fault, and never 'not enough credits'", async () => {
    for (const kind of ["serialization", "deadlock", "lock-timeout"] as const) {
      const w = await openTestWorkspace(credits);
      engine.arm({ at: 0, when: "before", kind, lasts: "on" });
      const error: unknown = await w.hold(50n, { key: "k" }).catch((reason: unknown) => reason);
      engine.disarm();
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toMatchObject({ code: "insufficient-credits" });
      expect(await w.balance()).toMatchObject({ held: 0n, available: 50n });
      expect(await w.hold(50n, { key: "k" })).toMatchObject({ isReplay: false, available: 0n });
    }
  });

  test("D2 P24 while the database is away every verb fails aloud, and afterwards nothing has moved", async () => {
    const w = await openTestWorkspace(credits);
    const { hold } = await w.hold(20n);
    engine.arm({ at: 0, when: "before", kind: "connection-lost", lasts: "on" });
    const told = await Promise.all(
      [
        () => w.hold(1n),
        () => w.settle(hold, 1n),
        () => w.release(hold),
        () => w.grant(1n),
        () => w.extend(hold, 1_000),
      ].map((verb) =>
        verb().then(
          () => "success",
          (error: unknown) => (error instanceof Error && "code" in error ? error.code : String(error)),
        ),
      ),
    );
    engine.disarm();
    for (const code of told) expect(["outcome-unknown", "database-unavailable"]).toContain(code);
    expect(await w.balance()).toMatchObject({ held: 20n, spent: 0n, available: 30n, goodwill: 0n });
  });

  test("G6 the reply is dropped and the whole turn comes again: one hold, one charge", async () => {
    const w = await openTestWorkspace(credits);
    const turn = async () => {
      const { hold } = await w.hold(20n, { key: "turn" });
      return w.settle(hold, 13n, { key: "turn", fingerprint: "turn" });
    };
    await turn();
    expect(await turn()).toMatchObject({ charged: 13n, isReplay: true });
    expect(await w.balance()).toMatchObject({ spent: 13n, available: 37n });
    expect(await w.log()).toHaveLength(1);
  });
});
