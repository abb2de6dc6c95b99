import {
  type ActionsPage,
  actionsPage,
  type Balance,
  balance,
  type Hold,
  type HoldEnd,
  hold,
  holdEnd,
} from "@dokly/contract";
import { type Client, type Person, startTestServer, type TestServer } from "../server-harness.ts";

type HoldOptions = { key?: string; client?: Client };

/** One workspace over HTTP: its people, and a key of scope `meter`. */
export type CreditsServer = {
  readonly server: TestServer;
  readonly workspace: string;
  readonly base: string;
  readonly owner: Person;
  readonly editor: Person;
  readonly viewer: Person;
  readonly meter: Client;
  readBalance(): Promise<Balance>;
  readLog(client: Client, query?: string): Promise<ActionsPage>;
  postHold(json: object, options?: HoldOptions): Promise<Response>;
  placeHold(json: object, options?: HoldOptions): Promise<Hold>;
  postEnd(id: string, end: "settle" | "release", json?: object): Promise<Response>;
  endHold(id: string, end: "settle" | "release", json?: object): Promise<HoldEnd & { isReplay: boolean }>;
};

export async function startCreditsServer(): Promise<CreditsServer> {
  const server = await startTestServer();
  const owner = await server.signUp("Olga Owner");
  const workspace = await server.workspaceOf(owner);
  const base = `/api/v1/workspaces/${workspace}`;
  const meter = await server.keyOf(workspace, ["meter", "read"]);
  let holds = 0;

  const read = async (response: Response): Promise<unknown> => {
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  };
  const postHold = (json: object, { key, client = meter }: HoldOptions = {}) => {
    const headers: Record<string, string> = key === undefined ? {} : { "idempotency-key": key };
    return client.send("POST", `${base}/holds`, { json, headers });
  };
  const postEnd = (id: string, end: "settle" | "release", json: object = {}) =>
    meter.send("POST", `${base}/holds/${id}/${end}`, { json });
  return {
    server,
    workspace,
    base,
    owner,
    editor: await server.member(workspace, "editor"),
    viewer: await server.member(workspace, "viewer"),
    meter,
    readBalance: async () => balance.parse(await read(await owner.send("GET", `${base}/credits`))),
    readLog: async (client, query = "") =>
      actionsPage.parse(await read(await client.send("GET", `${base}/actions${query}`))),
    postHold,
    placeHold: async (json, options) =>
      hold.parse(await read(await postHold(json, { key: `own-${holds++}`, ...options }))),
    postEnd,
    endHold: async (id, end, json) => {
      const response = await postEnd(id, end, json);
      const isReplay = response.headers.get("idempotent-replayed") === "true";
      return { ...holdEnd.parse(await read(response)), isReplay };
    },
  };
}
