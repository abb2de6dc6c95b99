import { site } from "@dokly/contract";
import { afterEach, expect, test } from "vitest";
import { startTestServer } from "../server-harness.ts";
import { outlineOf } from "../sites/site-harness.ts";
import { isOver, type PageRunServer, pageText, quickTiming, startPageRunServer, statesOf } from "./page-run-harness.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(limits: object): Promise<PageRunServer> {
  const roomy = { runsPerMember: 9, runsPerWorkspace: 9, startsPerMinuteMember: 99, startsPerMinuteWorkspace: 99 };
  const runs = await startPageRunServer({ aiLimits: { ...roomy, ...limits } });
  open.push(runs);
  return runs;
}

const action = (runs: PageRunServer) => ({
  json: { kind: "improve", input: { text: "The gate is being opened." }, options: {}, maxCredits: 9 },
  headers: { "idempotency-key": `now-${Math.random()}` },
  path: `${runs.base}/ai/actions`,
});

test("pages wait for a place among what runs, and an action is never refused because of them", async () => {
  const runs = await start({ runsPerMember: 2 });
  const text = "# Gate\n\nIt opens.";
  runs.anthropic.always({ text, isPaused: true });
  const { id } = await runs.begin({ kind: "improve", pages: await runs.writePages(3, "queue") });
  await runs.until(id, () => runs.anthropic.requests.length === 1);
  // Half of two places: the others wait, however long it takes.
  await new Promise((resolve) => setTimeout(resolve, 6 * quickTiming.beatMs));
  expect(runs.anthropic.requests).toHaveLength(1);
  expect(statesOf(await runs.read(id)).toSorted()).toEqual(["waiting", "waiting", "writing"]);
  const { path, ...asked } = action(runs);
  const beside = [await runs.owner.send("POST", path, asked), await runs.owner.send("POST", path, action(runs))];
  expect(beside.map(({ status }) => status)).toEqual([200, 200]);
  expect((await runs.owner.send("POST", path, action(runs))).status).toBe(429);
  runs.anthropic.always({ text });
  runs.anthropic.resume();
  await Promise.all(beside.map((reply) => reply.text()));
  const done = await runs.until(id, isOver);
  expect(statesOf(done)).toEqual(["to-review", "to-review", "to-review"]);
  await runs.verifyLedger();
});

test("a run that waits for its place can be stopped, and holds nothing after that", async () => {
  const runs = await start({ runsPerWorkspace: 1 });
  runs.anthropic.always({ text: "One. Two. Three.", isPaused: true });
  const { path, ...asked } = action(runs);
  const going = await runs.owner.send("POST", path, asked);
  const { id } = await runs.begin({ kind: "improve", pages: await runs.writePages(2, "stopped") });
  await new Promise((resolve) => setTimeout(resolve, 6 * quickTiming.beatMs));
  expect(runs.anthropic.requests).toHaveLength(1);
  await runs.send(id, "cancel");
  const done = await runs.until(id, isOver);
  expect(statesOf(done)).toEqual(["cancelled", "cancelled"]);
  expect(done).toMatchObject({ state: "cancelled", held: 0, charged: 0 });
  runs.anthropic.resume();
  await going.text();
  await runs.verifyLedger();
});

test("a site and a run of pages share the places of their member, and both are written", async () => {
  const runs = await start({ runsPerMember: 2 });
  const text = "# Gate\n\nIt opens.";
  runs.anthropic.always({ text, isPaused: true });
  const { id } = await runs.begin({ kind: "improve", pages: await runs.writePages(1, "both") });
  await runs.until(id, () => runs.anthropic.requests.length === 1);
  const outline = outlineOf(2, "beside");
  const created = await runs.owner.send("POST", `${runs.base}/sites`, { json: { outline, maxCredits: 500 } });
  const { id: siteId } = site.parse(await created.json());
  const readSite = async () => site.parse(await (await runs.owner.send("GET", `${runs.base}/sites/${siteId}`)).json());
  await new Promise((resolve) => setTimeout(resolve, 6 * quickTiming.beatMs));
  expect((await readSite()).pages.map(({ state }) => state)).toEqual(["waiting", "waiting"]);
  runs.anthropic.always({ text });
  runs.anthropic.resume();
  await runs.until(id, isOver);
  await expect.poll(async () => (await readSite()).state, { timeout: 15_000 }).toBe("done");
  expect((await readSite()).pages.map(({ state }) => state)).toEqual(["written", "written"]);
  await runs.verifyLedger();
});

test("the demo writer runs on pages too, and says of translations that they need a model", async () => {
  const server = await startTestServer({}, { sites: { ...quickTiming }, demoTokensPerSecond: 100_000 });
  open.push(server);
  const owner = await server.signUp("Dora Demo");
  const workspace = await server.workspaceOf(owner);
  const base = `/api/v1/workspaces/${workspace}/page-runs`;
  const pages = [{ path: "gate.md" }, { path: "hinge.md" }];
  for (const { path } of pages)
    await server.services.documents.create({ workspace, path, bytes: new TextEncoder().encode(pageText("Gate")) });
  type Run = {
    id: string;
    isDemo: boolean;
    state: string;
    pages: { state: string; failure: { code: string } | null }[];
  };
  const finish = async (body: object): Promise<Run> => {
    const reply = await owner.send("POST", base, { json: { ...body, pages, maxCredits: 40 } });
    if (reply.status !== 202) throw new Error(await reply.text());
    const { id } = (await reply.json()) as Run;
    const read = async () => (await (await owner.send("GET", `${base}/${id}`)).json()) as Run;
    await expect.poll(async () => (await read()).state, { timeout: 15_000 }).toBe("done");
    return await read();
  };
  const expanded = await finish({ kind: "expand" });
  expect(expanded.isDemo).toBe(true);
  expect(expanded.pages.map(({ state }) => state)).toEqual(["to-review", "to-review"]);
  const translated = await finish({ kind: "translate", options: { language: "de" } });
  expect(translated.pages.map(({ failure }) => failure?.code)).toEqual(["needs-model", "needs-model"]);
});
