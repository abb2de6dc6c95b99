import {
  type Action,
  actionsPage,
  type Estimate,
  estimate,
  type PageRun,
  type PageRunEstimate,
  pageRun,
  pageRunEstimate,
  type Site,
  site,
} from "@dokly/contract";
import { outlineOf } from "../sites/site-harness.ts";
import { type ByokServer, startByokServer } from "./byok-harness.ts";

type Job = Site | PageRun;

/** A workspace with own keys, and the sites and runs of pages in it. */
export type JobServer = ByokServer & {
  /** So many pages, as a run names them. */
  writePages(count: number): Promise<readonly { path: string }[]>;
  estimateRun(pages: readonly object[]): Promise<PageRunEstimate>;
  estimateSite(pages: number): Promise<Estimate>;
  postRunOf(pages: readonly object[], agreed: object): Promise<Response>;
  postSiteOf(pages: number, agreed: object): Promise<Response>;
  /** Begins a run of these pages, or a site of so many, with the quote of its estimate. */
  begin(pages: readonly object[] | number): Promise<Job>;
  read(job: { readonly id: string }): Promise<Job>;
  until(job: { readonly id: string }, isReached: (found: Job) => boolean): Promise<Job>;
  send(job: { readonly id: string }, path: string, json?: object): Promise<Response>;
  logOf(job: { readonly id: string }): Promise<readonly Action[]>;
  /** The keys of the messages that the provider was asked for, oldest first. */
  keysUsed(): readonly (string | null)[];
  /** Fails with what the engine's own verification finds wrong. */
  verifyLedger(): Promise<void>;
  /** Removes what a test left: keys, the fallback, and what the provider was told to do. */
  tidy(): Promise<void>;
};

export const isOver = ({ state }: Job): boolean => state === "done" || state === "cancelled";
export const statesOf = ({ pages }: Job): string[] => pages.map(({ state }) => state);

const longEnough = 20_000;
let folders = 0;

/** At most one page of a person is written at once: half of two places. */
export async function startJobServer(): Promise<JobServer> {
  const limits = { runsPerMember: 2, runsPerWorkspace: 1_000, startsPerMinuteMember: 10_000 };
  const world = await startByokServer({}, { aiLimits: { ...limits, startsPerMinuteWorkspace: 10_000 } });
  const { owner, base, anthropic, server, workspace } = world;
  const parsed = async <Value>(response: Response, schema: { parse(value: unknown): Value }): Promise<Value> => {
    if (!response.ok) throw new Error(await response.text());
    return schema.parse(await response.json());
  };
  const folderOf = (id: string) => `${base}/${id.startsWith("site_") ? "sites" : "page-runs"}`;
  const asked = (pages: readonly object[]) => ({ kind: "improve", pages });
  const outlines = new Map<number, object>();
  /** Of one number of pages always the same, so that a quote fits; a new one once its site has begun. */
  const outline = (pages: number): object => {
    const kept = outlines.get(pages) ?? outlineOf(pages, `site-${++folders}`);
    outlines.set(pages, kept);
    return kept;
  };
  const readJob = async ({ id }: { readonly id: string }): Promise<Job> => {
    const response = await owner.send("GET", `${folderOf(id)}/${id}`);
    return id.startsWith("site_") ? await parsed(response, site) : await parsed(response, pageRun);
  };
  const estimateRun: JobServer["estimateRun"] = async (pages) =>
    await parsed(await owner.send("POST", `${base}/page-runs/estimate`, { json: asked(pages) }), pageRunEstimate);
  const estimateSite: JobServer["estimateSite"] = async (pages) => {
    const json = { kind: "site", input: {}, options: { outline: outline(pages) } };
    return await parsed(await owner.send("POST", `${base}/ai/estimates`, { json }), estimate);
  };
  const postRunOf: JobServer["postRunOf"] = (pages, agreed) =>
    owner.send("POST", `${base}/page-runs`, { json: { ...asked(pages), ...agreed } });
  const postSiteOf: JobServer["postSiteOf"] = (pages, agreed) =>
    owner.send("POST", `${base}/sites`, { json: { outline: outline(pages), ...agreed } });
  return {
    ...world,
    estimateRun,
    estimateSite,
    postRunOf,
    postSiteOf,
    writePages: async (count) => {
      const folder = `run-${++folders}`;
      const pages = Array.from({ length: count }, (_, index) => ({ path: `${folder}/page-${index + 1}.md` }));
      const bytes = new TextEncoder().encode("# Gate\n\nThe gate is being opened by the person who is there.\n");
      for (const { path } of pages) await server.services.documents.create({ workspace, path, bytes });
      return pages;
    },
    begin: async (pages) => {
      if (typeof pages !== "number") {
        const { quote } = await estimateRun(pages);
        return await parsed(await postRunOf(pages, { quote }), pageRun);
      }
      const { quote } = await estimateSite(pages);
      const begun = await parsed(await postSiteOf(pages, { quote }), site);
      outlines.delete(pages);
      return begun;
    },
    read: readJob,
    until: async (job, isReached) => {
      for (const end = Date.now() + longEnough; ; ) {
        const found = await readJob(job);
        if (isReached(found)) return found;
        if (Date.now() > end) throw new Error(`it did not come so far: ${JSON.stringify(found)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    send: ({ id }, path, json) =>
      owner.send("POST", `${folderOf(id)}/${id}/${path}`, json === undefined ? {} : { json }),
    logOf: async ({ id }) => {
      const { items } = await parsed(await owner.send("GET", `${base}/actions?limit=200`), actionsPage);
      return items.filter(({ group }) => group === id);
    },
    keysUsed: () => anthropic.requests.filter(({ path }) => path === "/v1/messages").map(({ apiKey }) => apiKey),
    verifyLedger: async () => {
      const { differences } = await server.services.credits.verify();
      if (differences.length > 0) throw new Error(`the ledger is wrong: ${JSON.stringify(differences)}`);
    },
    tidy: async () => {
      anthropic.resume();
      anthropic.reset();
      anthropic.always({ text: "# Gate\n\nWhoever is there opens the gate." });
      await world.changePlan("enterprise");
      await world.setFallback(false);
      for (const { id } of (await world.list()).keys) await owner.send("DELETE", `${base}/byok/${id}`);
    },
  };
}
