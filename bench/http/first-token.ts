import { randomUUID } from "node:crypto";
import { percentile } from "../measure/percentile.ts";

/** From a request to the first text of its stream, in ms. */
export type FirstToken = {
  readonly times: number;
  readonly direct: Percentiles;
  readonly throughDokly: Percentiles;
  /** Of each pair of requests in turn: what it took longer through Dokly. */
  readonly added: Percentiles;
};
export type Percentiles = { readonly p50Ms: number | null; readonly p99Ms: number | null };

export type MeasureFirstToken = {
  readonly providerUrl: string;
  readonly address: string;
  readonly workspace: string;
  readonly key: string;
  readonly times: number;
  readonly warmUpTimes: number;
};

const text = "This sentences shows, how much time that is added to the first word of an answer.";

/** Asks the provider itself and through Dokly, in turn, one request at a time. */
export async function measureFirstToken(input: MeasureFirstToken): Promise<FirstToken> {
  const direct: number[] = [];
  const through: number[] = [];
  for (let turn = -input.warmUpTimes; turn < input.times; turn += 1) {
    const first = await askDirectly(input.providerUrl);
    const second = await askThroughDokly(input);
    if (turn < 0) continue;
    direct.push(first);
    through.push(second);
  }
  const added = through.map((ms, index) => ms - (direct[index] ?? 0));
  return { times: input.times, direct: both(direct), throughDokly: both(through), added: both(added) };
}

function both(values: readonly number[]): Percentiles {
  return { p50Ms: percentile(values, 50), p99Ms: percentile(values, 99) };
}

function askDirectly(providerUrl: string): Promise<number> {
  const request = {
    model: "claude-sonnet-5-5",
    max_tokens: 512,
    stream: true,
    system: "Improve the text. Answer with the text alone.",
    messages: [{ role: "user", content: text }],
  };
  const headers = { "x-api-key": "sk-ant-bench", "anthropic-version": "2023-06-01" };
  return firstText(`${providerUrl}/v1/messages`, { headers, json: request, mark: '"text_delta"' });
}

function askThroughDokly({ address, workspace, key }: MeasureFirstToken): Promise<number> {
  return firstText(`${address}/api/v1/workspaces/${workspace}/ai/actions`, {
    headers: { authorization: `Bearer ${key}`, "idempotency-key": randomUUID() },
    json: { kind: "improve", input: { text } },
    mark: "event: text\n",
    end: "event: settled\n",
  });
}

type Asked = {
  readonly headers: Readonly<Record<string, string>>;
  readonly json: object;
  /** Stands in the stream where its first text begins. */
  readonly mark: string;
  /** Has to stand in the stream at its end. */
  readonly end?: string;
};

/** Reads the stream to its end, so that the next request finds nothing of this one. */
async function firstText(url: string, { headers, json, mark, end }: Asked): Promise<number> {
  const beganAtMs = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(json),
  });
  if (!response.ok || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
  let read = "";
  let tookMs: number | null = null;
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    read += chunk;
    if (tookMs === null && read.includes(mark)) tookMs = performance.now() - beganAtMs;
  }
  if (tookMs === null || (end !== undefined && !read.includes(end))) throw new Error(`no text came: ${read}`);
  return tookMs;
}
