import { actionsPage, balance, hold, holdEnd } from "@dokly/contract";
import { type Client, type Person, startTestServer, type TestServer } from "../server-harness.ts";

/** A server with one workspace and people of every role in it. */
export type CreditsServer = {
  readonly server: TestServer;
  readonly workspace: string;
  readonly base: string;
  readonly owner: Person;
  readonly editor: Person;
  readonly viewer: Person;
  /** A key of scope `meter`. */
  readonly meter: Client;
};

export async function startCreditsServer(): Promise<CreditsServer> {
  const server = await startTestServer();
  const owner = await server.signUp("Olga Owner");
  const workspace = await server.workspaceOf(owner);
  const editor = await server.member(workspace, "editor");
  const viewer = await server.member(workspace, "viewer");
  const meter = await server.keyOf(workspace, ["meter", "read"]);
  return { server, workspace, base: `/api/v1/workspaces/${workspace}`, owner, editor, viewer, meter };
}

export async function readBalance({ base, owner }: CreditsServer) {
  return balance.parse(await (await owner.send("GET", `${base}/credits`)).json());
}

export async function readLog(on: CreditsServer, client: Client, query = "") {
  const response = await client.send("GET", `${on.base}/actions${query}`);
  if (!response.ok) throw new Error(await response.text());
  return actionsPage.parse(await response.json());
}

export function postHold(
  on: CreditsServer,
  json: object,
  options: { key?: string; client?: Client } = {},
): Promise<Response> {
  const headers: Record<string, string> = options.key === undefined ? {} : { "idempotency-key": options.key };
  return (options.client ?? on.meter).send("POST", `${on.base}/holds`, { json, headers });
}

export async function placeHold(on: CreditsServer, json: object, options: { key?: string; client?: Client } = {}) {
  const response = await postHold(on, json, { key: `key-${Math.random()}`, ...options });
  if (response.status !== 201) throw new Error(await response.text());
  return hold.parse(await response.json());
}

export function postEnd(
  on: CreditsServer,
  id: string,
  end: "settle" | "release",
  json: object = {},
): Promise<Response> {
  return on.meter.send("POST", `${on.base}/holds/${id}/${end}`, { json });
}

export async function endHold(on: CreditsServer, id: string, end: "settle" | "release", json: object = {}) {
  const response = await postEnd(on, id, end, json);
  if (response.status !== 200) throw new Error(await response.text());
  return { ...holdEnd.parse(await response.json()), isReplay: response.headers.get("idempotent-replayed") === "true" };
}
