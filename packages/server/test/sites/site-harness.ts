import { type Estimate, estimate, type Site, site } from "@dokly/contract";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../../test-servers/anthropic/server.ts";
import { type Client, type Person, startTestServer, type TestServer } from "../server-harness.ts";

/** Sites go from step to step without waiting. */
export const quickTiming = { holdMs: 60_000, extendMs: 500, beatMs: 50, pollMs: 100, endingMs: 5_000 };

export type SiteServer = {
  readonly server: TestServer;
  readonly anthropic: AnthropicTestServer;
  readonly owner: Person;
  readonly workspace: string;
  readonly base: string;
  estimate(options: object): Promise<Estimate>;
  post(body: object, options?: { key?: string; client?: Client }): Promise<Response>;
  /** Begins a site of this outline with the quote of its estimate. */
  begin(outline: object): Promise<Site>;
  read(id: string): Promise<Site>;
  send(id: string, path: string): Promise<Response>;
  /** Waits until the site looks so. */
  until(id: string, isReached: (found: Site) => boolean): Promise<Site>;
  /** Fails with what the engine's own verification finds wrong. */
  verifyLedger(): Promise<void>;
  close(): Promise<void>;
};

export function outlineOf(pages: number, folder = "guide"): { title: string; pages: object[] } {
  const page = (number: number) => ({
    path: `${folder}/page-${number}.md`,
    title: `Page ${number}`,
    brief: `What page ${number} says about the garden gate.`,
  });
  return { title: "Garden gates", pages: Array.from({ length: pages }, (_, index) => page(index + 1)) };
}

/** A server whose provider is the Anthropic stand-in, with a workspace on plan pro. */
export async function startSiteServer(): Promise<SiteServer> {
  const anthropic = await startAnthropicTestServer();
  const server = await startTestServer(
    { anthropic: { apiKey: "sk-ant-test", baseUrl: anthropic.url } },
    { sites: { ...quickTiming }, timeouts: { firstByteMs: 4_000, idleMs: 4_000, totalMs: 20_000 } },
  );
  const owner = await server.signUp("Olga Owner");
  const workspace = await server.workspaceOf(owner);
  await server.services.credits.changePlan({ workspace, plan: "pro", when: "now", actor: "test", key: "pro" });
  const base = `/api/v1/workspaces/${workspace}`;
  const parsed = async <Value>(response: Response, schema: { parse(value: unknown): Value }): Promise<Value> => {
    if (!response.ok) throw new Error(await response.text());
    return schema.parse(await response.json());
  };
  const read = async (id: string) => await parsed(await owner.send("GET", `${base}/sites/${id}`), site);
  const post: SiteServer["post"] = (body, { key, client = owner } = {}) => {
    const headers: Record<string, string> = key === undefined ? {} : { "idempotency-key": key };
    return client.send("POST", `${base}/sites`, { json: body, headers });
  };
  const estimateOf: SiteServer["estimate"] = async (options) =>
    await parsed(
      await owner.send("POST", `${base}/ai/estimates`, { json: { kind: "site", input: {}, options } }),
      estimate,
    );
  return {
    server,
    anthropic,
    owner,
    workspace,
    base,
    estimate: estimateOf,
    post,
    begin: async (outline) => await parsed(await post({ outline, quote: (await estimateOf({ outline })).quote }), site),
    read,
    send: (id, path) => owner.send("POST", `${base}/sites/${id}/${path}`),
    until: async (id, isReached) => {
      const end = Date.now() + 20_000;
      for (let found = await read(id); ; found = await read(id)) {
        if (isReached(found)) return found;
        if (Date.now() > end) throw new Error(`it did not come so far: ${JSON.stringify(found)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
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
