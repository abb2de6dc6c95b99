import { type PageRun, type PageRunEstimate, pageRun, pageRunEstimate } from "@dokly/contract";
import type { ActionRecord } from "@dokly/credits";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../../test-servers/anthropic/server.ts";
import type { ServerConfiguration } from "../../src/configuration/server-configuration.ts";
import { type Client, type Person, startTestServer, type TestServer } from "../server-harness.ts";

/** Runs go from step to step without waiting. */
export const quickTiming = { holdMs: 60_000, extendMs: 500, beatMs: 50, pollMs: 100, endingMs: 5_000 };

export type Asked = { readonly kind: string; readonly options?: object; readonly pages: readonly object[] };

export type PageRunServer = {
  readonly server: TestServer;
  readonly anthropic: AnthropicTestServer;
  readonly owner: Person;
  readonly workspace: string;
  readonly base: string;
  /** Stores a page and returns its version. */
  write(path: string, text: string): Promise<string>;
  readPage(path: string): Promise<string>;
  /** So many pages in a folder, as a run names them. */
  writePages(count: number, folder: string): Promise<readonly { path: string }[]>;
  estimate(asked: Asked): Promise<PageRunEstimate>;
  post(body: object, options?: { key?: string; client?: Client }): Promise<Response>;
  /** Begins a run with the quote of its estimate. */
  begin(asked: Asked): Promise<PageRun>;
  read(id: string): Promise<PageRun>;
  send(id: string, path: string, json?: object): Promise<Response>;
  get(id: string, path: string): Promise<Response>;
  /** Waits until the run looks so. */
  until(id: string, isReached: (found: PageRun) => boolean): Promise<PageRun>;
  /** The actions of a run. */
  logOf(id: string): Promise<readonly ActionRecord[]>;
  /** What the workspace holds now. */
  held(): Promise<bigint>;
  /** Fails with what the engine's own verification finds wrong. */
  verifyLedger(): Promise<void>;
  close(): Promise<void>;
};

export const isOver = ({ state }: PageRun): boolean => state === "done" || state === "cancelled";
export const statesOf = ({ pages }: PageRun): string[] => pages.map(({ state }) => state);

/** A page with front matter, whose body is what is changed. */
export const pageText = (name: string): string =>
  `---\ntitle: ${name}\norder: 3\n---\n\n# ${name}\n\nThe gate is being opened by the person who is there.\n`;
/** What the stand-in writes for such a body. */
export const betterBody = "# Gate\n\nWhoever is there opens the gate.";

/** A server whose provider is the Anthropic stand-in, with a workspace on plan pro. */
export async function startPageRunServer(changes: Partial<ServerConfiguration> = {}): Promise<PageRunServer> {
  const anthropic = await startAnthropicTestServer();
  anthropic.always({ text: betterBody });
  const server = await startTestServer(
    { anthropic: { apiKey: "sk-ant-test", baseUrl: anthropic.url }, ...changes },
    { sites: { ...quickTiming }, timeouts: { firstByteMs: 30_000, idleMs: 30_000, totalMs: 60_000 } },
  );
  const owner = await server.signUp("Olga Owner");
  const workspace = await server.workspaceOf(owner);
  await server.services.credits.changePlan({ workspace, plan: "pro", when: "now", actor: "test", key: "pro" });
  const base = `/api/v1/workspaces/${workspace}`;
  const parsed = async <Value>(response: Response, schema: { parse(value: unknown): Value }): Promise<Value> => {
    if (!response.ok) throw new Error(await response.text());
    return schema.parse(await response.json());
  };
  const read = async (id: string) => await parsed(await owner.send("GET", `${base}/page-runs/${id}`), pageRun);
  const post: PageRunServer["post"] = (body, { key, client = owner } = {}) => {
    const headers: Record<string, string> = key === undefined ? {} : { "idempotency-key": key };
    return client.send("POST", `${base}/page-runs`, { json: body, headers });
  };
  const estimate: PageRunServer["estimate"] = async (asked) =>
    await parsed(await owner.send("POST", `${base}/page-runs/estimate`, { json: asked }), pageRunEstimate);
  const write: PageRunServer["write"] = async (path, text) => {
    const there = await server.services.documents.read(workspace, path);
    const bytes = new TextEncoder().encode(text);
    const { documents } = server.services;
    const saved =
      there === null
        ? await documents.create({ workspace, path, bytes })
        : await documents.save({ workspace, path, bytes, ifVersion: there.version });
    return saved.version;
  };
  return {
    server,
    anthropic,
    owner,
    workspace,
    base,
    write,
    readPage: async (path) => (await server.services.documents.read(workspace, path))?.bytes.toString("utf8") ?? "",
    writePages: async (count, folder) => {
      const pages = Array.from({ length: count }, (_, index) => ({ path: `${folder}/page-${index + 1}.md` }));
      for (const { path } of pages) await write(path, pageText("Gate"));
      return pages;
    },
    estimate,
    post,
    begin: async (asked) => await parsed(await post({ ...asked, quote: (await estimate(asked)).quote }), pageRun),
    read,
    send: (id, path, json = {}) => owner.send("POST", `${base}/page-runs/${id}/${path}`, { json }),
    get: (id, path) => owner.send("GET", `${base}/page-runs/${id}/${path}`),
    until: async (id, isReached) => {
      const end = Date.now() + 45_000;
      for (let found = await read(id); ; found = await read(id)) {
        if (isReached(found)) return found;
        if (Date.now() > end) throw new Error(`it did not come so far: ${JSON.stringify(found)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    logOf: async (group) =>
      (await server.services.credits.listActions({ workspace, filter: { group }, limit: 100 })).items,
    held: async () => (await server.services.credits.getBalance({ workspace })).held,
    verifyLedger: async () => {
      const { differences } = await server.services.credits.verify();
      if (differences.length > 0) throw new Error(`the ledger is wrong: ${JSON.stringify(differences)}`);
    },
    close: async () => {
      await server.close();
      await anthropic.close();
    },
  };
}
