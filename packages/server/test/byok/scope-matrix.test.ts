import { type Estimate, estimate, type OwnKey, type OwnKeyScope } from "@dokly/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectProblem, type Person } from "../server-harness.ts";
import { newSecret } from "./byok-harness.ts";
import { type JobServer, startJobServer } from "./job-harness.ts";

let world: JobServer;
let key: OwnKey;
let editor: Person;
let pages: readonly { path: string }[];
beforeAll(async () => {
  world = await startJobServer();
  await world.grant(3_000);
  key = await world.connect(newSecret());
  editor = await world.server.member(world.workspace, "editor");
  pages = await world.writePages(2);
});
afterAll(() => world.close());

const outline = { title: "Gates", pages: [{ path: "gates/one.md", title: "One", brief: "About a gate." }] };
const brief = { title: "Gates", brief: "How gates are opened." };

/** Each way to run something: what its estimate and its start are asked with, and what kind it is to a key. */
const ways = () =>
  ({
    action: {
      kind: "improve",
      estimate: ["/ai/estimates", world.body],
      start: ["/ai/actions", world.body],
    },
    page: {
      kind: "page",
      estimate: ["/ai/estimates", { kind: "page", input: {}, options: brief }],
      start: ["/ai/actions", { kind: "page", input: {}, options: brief, maxCredits: 500 }],
    },
    run: {
      kind: "improve",
      estimate: ["/page-runs/estimate", { kind: "improve", pages }],
      start: ["/page-runs", { kind: "improve", pages, maxCredits: 500 }],
    },
    site: {
      kind: "page",
      estimate: ["/ai/estimates", { kind: "site", input: {}, options: { outline } }],
      start: ["/sites", { outline, maxCredits: 500 }],
    },
  }) as const;
type Way = keyof ReturnType<typeof ways>;

const send = (asker: Person, [path, json]: readonly [string, object]) =>
  asker.send("POST", `${world.base}${path}`, { json });

async function scopeTo(scope: Partial<OwnKeyScope>): Promise<void> {
  const nothing = { kinds: null, members: null, roles: null, models: null, monthlyLimitCents: null, endsAt: null };
  const json = { scope: { ...nothing, ...scope } };
  const changed = await world.owner.send("PATCH", `${world.base}/byok/${key.id}`, { json });
  if (!changed.ok) throw new Error(await changed.text());
}

async function ask(way: Way, asker: Person): Promise<Estimate> {
  const response = await send(asker, ways()[way].estimate);
  if (!response.ok) throw new Error(await response.text());
  return estimate.parse(await response.json());
}

/** Each part of a scope: some bounds, and whether they let the asker's `way` in. */
const later = () => new Date(Date.now() + 3_600_000).toISOString();
const parts = {
  kinds: [
    { bound: ["improve"], isIn: (way: Way) => ways()[way].kind === "improve" },
    { bound: ["page"], isIn: (way: Way) => ways()[way].kind === "page" },
  ],
  people: [
    { bound: () => ({}), isIn: () => true },
    { bound: () => ({ members: [editor.id] }), isIn: (_way: Way, asker: Person) => asker === editor },
    { bound: () => ({ roles: ["owner"] as const }), isIn: (_way: Way, asker: Person) => asker !== editor },
  ],
  models: [
    { bound: ["claude-sonnet-5-5"], isIn: () => true },
    { bound: ["claude-haiku-5-5"], isIn: () => false },
  ],
  budget: [
    { bound: 100_000, isIn: () => true },
    { bound: 0, isIn: () => false },
  ],
  date: [
    { bound: later, isIn: () => true },
    { bound: () => new Date(Date.now() - 1).toISOString(), isIn: () => false },
  ],
} as const;

/** Whether a number has an odd count of ones: who asks goes along with no single part of the scope. */
const isOdd = (value: number): boolean => value.toString(2).replaceAll("0", "").length % 2 === 1;

const turns = { even: ["action", "site"], odd: ["run", "page"] } as const;

test("kind, member or role, model, budget and date bind what a key pays for, in every combination and way", async () => {
  let combinations = 0;
  for (const kinds of parts.kinds)
    for (const people of parts.people)
      for (const models of parts.models)
        for (const budget of parts.budget)
          for (const date of parts.date) {
            const all = [kinds, people, models, budget, date];
            await scopeTo({
              kinds: [...kinds.bound],
              models: [...models.bound],
              monthlyLimitCents: budget.bound,
              endsAt: date.bound(),
              ...(people.bound() as object),
            });
            // Of the two ways that are of one kind, one in each combination.
            const asked = (isOdd(combinations) ? turns.odd : turns.even).map(async (way, index) => {
              const asker = isOdd(combinations >> 1) === (index === 0) ? world.owner : editor;
              const isIn = all.every((part) => part.isIn(way, asker));
              const told = await ask(way, asker);
              const name = `${way} under ${JSON.stringify([kinds.bound, people.bound(), models.bound, budget.bound])}`;
              expect({ name, payer: told.payer, enough: told.enough }).toEqual({ name, payer: "byok", enough: isIn });
              expect(told.refusal?.code).toBe(isIn ? undefined : "own-key-out-of-scope");
              expect(told.providerCostNanoDollars === undefined).toBe(!isIn);
            });
            await Promise.all(asked);
            combinations += 1;
          }
  expect(combinations).toBe(2 * 3 * 2 * 2 * 2);
});

test("what is out of scope does not start, in no way, and with the fallback credits pay and that is said", async () => {
  const misfits: readonly Partial<OwnKeyScope>[] = [
    { kinds: ["translate"] },
    { members: [editor.id] },
    { roles: ["viewer"] },
    { models: ["claude-haiku-5-5"] },
    { monthlyLimitCents: 0 },
    { endsAt: new Date(Date.now() - 1).toISOString() },
  ];
  for (const misfit of misfits) {
    await scopeTo(misfit);
    for (const { start } of Object.values(ways()))
      await expectProblem(await send(world.owner, start), "own-key-out-of-scope");
  }
  expect(world.keysUsed()).toEqual([]);
  expect((await world.list()).keys).toMatchObject([{ spentCents: 0, reservedCents: 0 }]);
  await world.setFallback(true);
  for (const misfit of misfits) {
    await scopeTo(misfit);
    for (const way of Object.keys(ways()) as Way[])
      expect(await ask(way, world.owner)).toMatchObject({ payer: "credits", enough: true });
  }
});
