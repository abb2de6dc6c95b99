import { actionDetail, actionsPage } from "@dokly/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../server-harness.ts";
import { type CreditsServer, startCreditsServer } from "./credits-harness.ts";

let on: CreditsServer;
let clients: Record<string, Client>;
let ownersAction: string;
let editorsAction: string;

async function act(member: string): Promise<string> {
  const { credits } = on.server.services;
  const plain = { document: null, model: null, estimate: null, group: null, isDemo: false };
  const { hold, action } = await credits.placeHold({
    workspace: on.workspace,
    key: `act ${member}`,
    fingerprint: "test",
    credits: 2n,
    deadlineMs: 60_000,
    action: { kind: "render", member, ...plain },
    actor: "test",
  });
  const end = { workspace: on.workspace, hold, charge: { credits: 1n }, status: "succeeded", actor: "test" } as const;
  await credits.settleHold(end);
  return action;
}

beforeAll(async () => {
  on = await startCreditsServer();
  ownersAction = await act(on.owner.id);
  editorsAction = await act(on.editor.id);
  clients = {
    owner: on.owner,
    admin: await on.server.member(on.workspace, "admin"),
    editor: on.editor,
    viewer: on.viewer,
    stranger: await on.server.signUp("Otto Other"),
    nobody: on.server.stranger,
    "a key that reads": await on.server.keyOf(on.workspace, ["read"]),
    "a key that meters": await on.server.keyOf(on.workspace, ["meter"]),
  };
});
afterAll(() => on.server.close());

const who = ["owner", "admin", "editor", "viewer", "stranger", "nobody", "a key that reads", "a key that meters"];
const limit = { member: null, kind: "print", mode: "soft", credits: 9 };
const alert = { thresholds: [80, 100], isMailed: true };

/** What each of them gets, in the order of `who`. */
const matrix: readonly (readonly [method: string, path: () => string, statuses: readonly number[], json?: object])[] = [
  ["GET", () => "/credits", [200, 200, 200, 200, 404, 401, 200, 403]],
  ["GET", () => "/credits/usage", [200, 200, 200, 200, 404, 401, 200, 403]],
  ["GET", () => "/credits/forecast", [200, 200, 200, 200, 404, 401, 200, 403]],
  ["GET", () => "/credits/lots", [200, 200, 200, 200, 404, 401, 200, 403]],
  ["GET", () => "/ways-on", [200, 200, 200, 200, 404, 401, 200, 403]],
  ["GET", () => "/events", [200, 200, 200, 200, 404, 401, 200, 403]],
  ["GET", () => "/alerts", [200, 200, 200, 200, 404, 401, 200, 403]],
  ["POST", () => "/verify", [200, 200, 200, 200, 404, 401, 200, 403]],
  ["GET", () => "/actions", [200, 200, 200, 403, 404, 401, 200, 403]],
  ["GET", () => "/actions?format=csv", [200, 200, 200, 403, 404, 401, 200, 403]],
  ["GET", () => "/actions?format=jsonl", [200, 200, 200, 403, 404, 401, 200, 403]],
  ["GET", () => `/actions?member=${on.owner.id}`, [200, 200, 403, 403, 404, 401, 200, 403]],
  ["GET", () => `/actions/${ownersAction}`, [200, 200, 404, 403, 404, 401, 200, 403]],
  ["GET", () => `/actions/${editorsAction}`, [200, 200, 200, 403, 404, 401, 200, 403]],
  ["GET", () => "/ledger.jsonl", [200, 200, 403, 403, 404, 401, 200, 403]],
  ["GET", () => "/limits", [200, 200, 200, 403, 404, 401, 200, 403]],
  ["PUT", () => "/limits", [200, 200, 403, 403, 404, 401, 403, 403], limit],
  ["POST", () => `/actions/${ownersAction}/undo`, [422, 404, 404, 403, 404, 401, 403, 403]],
  ["PUT", () => "/alerts/settings", [200, 200, 403, 403, 404, 401, 403, 403], alert],
];

describe("who gets what of the usage panel", () => {
  test.each(matrix.map(([method, path, statuses, json]) => [method, path, statuses, json] as const))(
    "%s %s",
    async (method, path, statuses, json) => {
      const found: number[] = [];
      for (const name of who) {
        const response = await clients[name]?.send(method, `${on.base}${path()}`, json === undefined ? {} : { json });
        // A stream of events has no end.
        await response?.body?.cancel();
        found.push(response?.status ?? 0);
      }
      expect(Object.fromEntries(who.map((name, index) => [name, found[index]]))).toEqual(
        Object.fromEntries(who.map((name, index) => [name, statuses[index]])),
      );
    },
  );

  test("an editor's rows are the own ones, an admin's all, and a receipt's lots add up to its hold", async () => {
    expect((await on.readLog(on.editor)).items.map(({ id }) => id)).toEqual([editorsAction]);
    expect((await on.readLog(on.owner)).items.map(({ id }) => id)).toEqual([editorsAction, ownersAction]);
    const response = await on.editor.send("GET", `${on.base}/actions/${editorsAction}`);
    const { draws, held } = actionDetail.parse(await response.json());
    expect(draws).toEqual([
      { lot: draws[0]?.lot, held, charged: 1, returned: 1, expired: 0, reversed: 0, refunded: 0 },
    ]);
  });

  test("who left keeps the name on their rows, and sees nothing any more", async () => {
    expect((await on.owner.send("DELETE", `${on.base}/members/${on.editor.id}`)).ok).toBe(true);
    const response = await on.owner.send("GET", `${on.base}/actions?member=${on.editor.id}`);
    const { items } = actionsPage.parse(await response.json());
    expect(items.map(({ id, member }) => [id, member?.name])).toEqual([[editorsAction, "editor"]]);
    expect((await on.editor.send("GET", `${on.base}/actions`)).status).toBe(404);
  });
});
