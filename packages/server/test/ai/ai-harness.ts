import { type Action, action, actionDetail, balance, estimate, type RunEvent, runEvents } from "@dokly/contract";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../../test-servers/anthropic/server.ts";
import type { RunTiming } from "../../src/ai/runner/drive-run.ts";
import { type Client, expectProblem, type Person, startTestServer, type TestServer } from "../server-harness.ts";

export const passage = "The server start on the embedded database, and it print where to sign in.";
export const page = `---\ntitle: Intro\n---\n\n# Intro\n\nSome text before.\n\n${passage}\n\n## After\n\nSome text after.\n`;
export const path = "guide/intro.md";

const quickTiming: RunTiming = { holdMs: 20_000, extendMs: 2_000, beatMs: 30, endingMs: 3_000 };

/** A server whose provider is the Anthropic stand-in over real HTTP, with one page in one workspace. */
export type AiServer = {
  readonly server: TestServer;
  readonly anthropic: AnthropicTestServer;
  readonly owner: Person;
  readonly workspace: string;
  /** The body of a request that improves the page's passage. */
  readonly body: { readonly kind: "improve"; readonly input: object };
  readonly version: string;
  close(): Promise<void>;
};

export async function startAiServer(timing: Partial<RunTiming> = {}): Promise<AiServer> {
  const anthropic = await startAnthropicTestServer();
  const server = await startTestServer(
    { anthropic: { apiKey: "sk-ant-test", baseUrl: anthropic.url } },
    { timing: { ...quickTiming, ...timing }, timeouts: { firstByteMs: 4_000, idleMs: 4_000, totalMs: 20_000 } },
  );
  const owner = await server.signUp("Olga Owner");
  const workspace = await server.workspaceOf(owner);
  const created = await owner.send("PUT", `/api/v1/workspaces/${workspace}/documents/${path}`, {
    body: page,
    headers: { "if-none-match": "*", "content-type": "text/markdown" },
  });
  if (!created.ok) throw new Error(`the page could not be made: ${await created.text()}`);
  const version = JSON.parse(created.headers.get("etag") ?? '""') as string;
  const start = page.indexOf(passage);
  const input = { document: path, version, range: { start, end: start + passage.length } };
  return {
    server,
    anthropic,
    owner,
    workspace,
    version,
    body: { kind: "improve", input },
    close: async () => {
      await server.close();
      await anthropic.close();
    },
  };
}

function parseEvent(block: string): RunEvent | null {
  const name = /^event: (.*)$/m.exec(block)?.[1];
  const data = /^data: (.*)$/m.exec(block)?.[1];
  if (name === undefined || data === undefined) return null;
  if (!(name in runEvents)) throw new Error(`unknown event ${name}`);
  const event = name as RunEvent["event"];
  return { event, data: runEvents[event].parse(JSON.parse(data)) } as RunEvent;
}

/** The events of a stream as they come. */
export async function* readEvents(response: Response): AsyncGenerator<RunEvent> {
  if (response.status !== 200 || response.body === null)
    throw new Error(`no stream: ${response.status} ${await response.text()}`);
  let buffered = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    buffered += chunk;
    for (let end = buffered.indexOf("\n\n"); end !== -1; end = buffered.indexOf("\n\n")) {
      const event = parseEvent(buffered.slice(0, end));
      buffered = buffered.slice(end + 2);
      if (event !== null) yield event;
    }
  }
}

export type Ran = {
  readonly response: Response;
  readonly events: readonly RunEvent[];
  readonly text: string;
  /** The end that the stream told; fails where it told none. */
  readonly end: { readonly event: "settled" | "refunded"; readonly action: Action; readonly available: number };
};

/** Reads a run's stream to its end. */
export async function readRun(response: Response): Promise<Ran> {
  const events: RunEvent[] = [];
  for await (const event of readEvents(response)) events.push(event);
  const last = events.at(-1);
  if (last === undefined || (last.event !== "settled" && last.event !== "refunded"))
    throw new Error("the stream told no end");
  const text = events.map((event) => (event.event === "text" ? event.data.delta : "")).join("");
  return { response, events, text, end: { event: last.event, ...last.data } };
}

export function postRun(
  ai: AiServer,
  body: object = ai.body,
  options: { key?: string; client?: Client } = {},
): Promise<Response> {
  const headers: Record<string, string> = options.key === undefined ? {} : { "idempotency-key": options.key };
  return (options.client ?? ai.owner).send("POST", `/api/v1/workspaces/${ai.workspace}/ai/actions`, {
    json: body,
    headers,
  });
}

export async function run(
  ai: AiServer,
  body: object = ai.body,
  options: { key?: string; client?: Client } = {},
): Promise<Ran> {
  return await readRun(await postRun(ai, body, options));
}

export async function readBalance(ai: AiServer) {
  const response = await ai.owner.send("GET", `/api/v1/workspaces/${ai.workspace}/credits`);
  return balance.parse(await response.json());
}

export async function readDetail(ai: AiServer, id: string) {
  const response = await ai.owner.send("GET", `/api/v1/workspaces/${ai.workspace}/actions/${id}`);
  return actionDetail.parse(await response.json());
}

export async function readEstimate(ai: AiServer, body: object = ai.body, client: Client = ai.owner) {
  const response = await client.send("POST", `/api/v1/workspaces/${ai.workspace}/ai/estimates`, { json: body });
  if (!response.ok) throw new Error(await response.text());
  return estimate.parse(await response.json());
}

export async function cancel(ai: AiServer, id: string, client: Client = ai.owner): Promise<Action> {
  const response = await client.send("POST", `/api/v1/workspaces/${ai.workspace}/ai/actions/${id}/cancel`);
  return action.parse(await response.json());
}

/** Spends credits until so many are left. */
export async function leaveCredits(ai: AiServer, left: number): Promise<void> {
  const { available } = await readBalance(ai);
  const credits = BigInt(available - left);
  const action = {
    kind: "test",
    member: null,
    document: null,
    model: null,
    estimate: null,
    group: null,
    isDemo: false,
  };
  const held = await ai.server.services.credits.placeHold({
    workspace: ai.workspace,
    key: `spend-${left}-${Math.random()}`,
    fingerprint: "spend",
    credits,
    deadlineMs: 60_000,
    action,
    actor: "test",
  });
  const { hold } = held;
  const { workspace } = ai;
  await ai.server.services.credits.settleHold({
    workspace,
    hold,
    charge: { credits },
    status: "succeeded",
    actor: "test",
  });
}

export { expectProblem };
