import { ledgerKeys, type Verification, verification } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { contentTypes } from "../credits/action-export.ts";
import { access, isRoleAtLeast } from "../http/access.ts";
import { fileReply } from "../http/file-reply.ts";
import { jsonReply, problemReplies } from "../http/replies.ts";
import type { Router, ServerEnv } from "../http/router.ts";
import type { Services } from "../services.ts";
import { ledgerLines, signedHeadOf } from "./ledger-file.ts";
import { createVerificationPace } from "./verification-pace.ts";

const params = z.object({ w: z.string() });

const verifyRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/verify",
  summary: "Work every sum out again from the transfers; a few times a minute for each workspace",
  middleware: access({ scope: "read" }),
  request: { params },
  responses: { 200: jsonReply(verification, "What was looked at, and what differs"), ...problemReplies },
});

const ledgerRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/ledger.jsonl",
  summary: "The whole ledger as lines of JSON, with its hash chain and a signed head",
  middleware: access({ role: "admin", scope: "read" }),
  request: { params },
  responses: {
    200: { description: "The file", content: { "application/octet-stream": { schema: z.string() } } },
    ...problemReplies,
  },
});

/** POST …/verify and GET …/ledger.jsonl. */
export function registerLedgerRoutes(api: Router, services: Services): void {
  const { credits, ledgerKey: key, now } = services;
  const pace = createVerificationPace(services);
  const running = new Map<string, Promise<Verification>>();

  async function verifyOnce(workspace: string): Promise<Verification> {
    await pace.begin(workspace);
    const began = performance.now();
    const { checked, differences } = await credits.verify({ workspace });
    await pace.end(workspace, performance.now() - began);
    const { transfers, lots, holds } = checked;
    return {
      ok: differences.length === 0,
      checkedAt: new Date().toISOString(),
      checked: { transfers, lots, holds },
      differing: differences.length,
      differences: differences.map(({ what, expected, found }) => ({ what, expected, found })),
      head: await signedHeadOf(credits, key, workspace),
    };
  }

  api.openapi(verifyRoute, async (c) => {
    const { id, role } = c.var.workspace;
    // Whoever asks while it runs gets the same answer: a long ledger is read once.
    const shared = running.get(id) ?? verifyOnce(id).finally(() => running.delete(id));
    running.set(id, shared);
    const found = await shared;
    // Which figures differ tells of everybody's actions: those rows are for admins.
    return c.json(isRoleAtLeast(role, "admin") ? found : { ...found, differences: [] }, 200);
  });
  api.openapi(ledgerRoute, (c) => {
    const { workspace } = c.var;
    const lines = ledgerLines({ credits, key }, workspace);
    const file = `${workspace.name} ledger ${now().toISOString().slice(0, 10)}.jsonl`;
    return fileReply(lines, contentTypes.jsonl, file);
  });
}

/** GET /.well-known/dokly-ledger-key.json: for everybody, from anywhere. */
export function registerLedgerKey(app: Hono<ServerEnv>, { ledgerKey }: Services): void {
  app.get("/.well-known/dokly-ledger-key.json", (c) => {
    c.header("cache-control", "public, max-age=300");
    c.header("access-control-allow-origin", "*");
    return c.json(ledgerKeys.parse(ledgerKey.published));
  });
}
