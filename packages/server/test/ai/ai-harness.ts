import {
  type Action,
  type ActionDetail,
  action,
  actionDetail,
  type Balance,
  balance,
  type Estimate,
  estimate,
} from "@dokly/contract";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../../test-servers/anthropic/server.ts";
import type { RunTiming } from "../../src/ai/runner/drive-run.ts";
import type { ServerConfiguration } from "../../src/configuration/server-configuration.ts";
import type { ServicesInput } from "../../src/create-services.ts";
import { type Client, type Person, startTestServer, type TestServer } from "../server-harness.ts";
import { page, passage, path } from "./fixture-page.ts";
import { type Ran, readRun } from "./read-run.ts";

const quickTiming: RunTiming = {
  holdMs: 20_000,
  extendMs: 2_000,
  beatMs: 30,
  endingMs: 3_000,
  retriesMax: 0,
  retryMs: 50,
};
const patience = { firstByteMs: 4_000, idleMs: 4_000, totalMs: 20_000 };

type RunOptions = { key?: string; client?: Client };

/** A server whose provider is the Anthropic stand-in over real HTTP, with one page in one workspace. */
export type AiServer = {
  readonly server: TestServer;
  readonly anthropic: AnthropicTestServer;
  /** The server's patience with its provider; a change counts from the next request on. */
  readonly timeouts: { firstByteMs: number; idleMs: number; totalMs: number };
  readonly owner: Person;
  readonly workspace: string;
  /** The body of a request that improves the page's passage. */
  readonly body: { readonly kind: "improve"; readonly input: object };
  readonly version: string;
  postRun(body?: object, options?: RunOptions): Promise<Response>;
  run(body?: object, options?: RunOptions): Promise<Ran>;
  cancel(id: string): Promise<Action>;
  readEstimate(body?: object): Promise<Estimate>;
  readBalance(): Promise<Balance>;
  readDetail(id: string): Promise<ActionDetail>;
  /** Gives the workspace credits beyond its plan. */
  grant(credits: number): Promise<void>;
  /** Spends credits until so many are left. */
  leaveCredits(left: number): Promise<void>;
  close(): Promise<void>;
};

async function createPage(owner: Person, workspace: string): Promise<string> {
  const created = await owner.send("PUT", `/api/v1/workspaces/${workspace}/documents/${path}`, {
    body: page,
    headers: { "if-none-match": "*", "content-type": "text/markdown" },
  });
  if (!created.ok) throw new Error(`the page could not be made: ${await created.text()}`);
  return JSON.parse(created.headers.get("etag") ?? '""') as string;
}

async function spend(server: TestServer, workspace: string, credits: bigint): Promise<void> {
  const engine = server.services.credits;
  const action = {
    kind: "test",
    member: null,
    document: null,
    model: null,
    estimate: null,
    group: null,
    isDemo: false,
  };
  const { hold } = await engine.placeHold({
    workspace,
    key: `spend-${credits}`,
    fingerprint: "spend",
    credits,
    deadlineMs: 60_000,
    action,
    actor: "test",
  });
  await engine.settleHold({ workspace, hold, charge: { credits }, status: "succeeded", actor: "test" });
}

export async function startAiServer(
  timing: Partial<RunTiming> = {},
  configuration: Partial<ServerConfiguration> = {},
  more: Pick<ServicesInput, "keyRing" | "now"> & Pick<NonNullable<ServicesInput["rhythm"]>, "sites"> = {},
): Promise<AiServer> {
  const anthropic = await startAnthropicTestServer();
  const timeouts = { ...patience };
  const server = await startTestServer(
    { ...configuration, anthropic: { apiKey: "sk-ant-test", baseUrl: anthropic.url } },
    { timing: { ...quickTiming, ...timing }, timeouts, ...more },
  );
  return await openWorkspace({ server, anthropic, timeouts });
}

/** The same server as it is when it is new for somebody else, with a provider that knows of nothing. */
export async function startAfresh(world: AiServer): Promise<AiServer> {
  world.anthropic.reset();
  return await openWorkspace(world);
}

async function openWorkspace(running: Pick<AiServer, "server" | "anthropic" | "timeouts">): Promise<AiServer> {
  const { server, anthropic } = running;
  const owner = await server.signUp("Olga Owner");
  const workspace = await server.workspaceOf(owner);
  const version = await createPage(owner, workspace);
  const base = `/api/v1/workspaces/${workspace}`;
  const start = page.indexOf(passage);
  const input = { document: path, version, range: { start, end: start + passage.length } };
  const improve = { kind: "improve" as const, input };

  const read = async (response: Response): Promise<unknown> => {
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  };
  const postRun = (body: object = improve, { key, client = owner }: RunOptions = {}) => {
    const headers: Record<string, string> = key === undefined ? {} : { "idempotency-key": key };
    return client.send("POST", `${base}/ai/actions`, { json: body, headers });
  };
  const readBalance = async () => balance.parse(await read(await owner.send("GET", `${base}/credits`)));
  return {
    ...running,
    owner,
    workspace,
    version,
    body: improve,
    postRun,
    run: async (body, options) => await readRun(await postRun(body, options)),
    cancel: async (id) => action.parse(await read(await owner.send("POST", `${base}/ai/actions/${id}/cancel`))),
    readEstimate: async (body = improve) =>
      estimate.parse(await read(await owner.send("POST", `${base}/ai/estimates`, { json: body }))),
    readBalance,
    readDetail: async (id) => actionDetail.parse(await read(await owner.send("GET", `${base}/actions/${id}`))),
    grant: async (credits) => {
      const reason = "enough to run what is tested";
      const given = { workspace, source: "goodwill", credits: BigInt(credits), reason } as const;
      await server.services.credits.grant({ ...given, actor: "test", key: `test-${credits}` });
    },
    leaveCredits: async (left) => await spend(server, workspace, BigInt((await readBalance()).available - left)),
    close: async () => {
      await server.close();
      await anthropic.close();
    },
  };
}
