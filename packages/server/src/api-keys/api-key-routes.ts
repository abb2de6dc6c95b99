import { apiKeyList, createApiKeyBody, createdApiKey } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import type { ApiKeyRecord } from "./api-key-store.ts";

const keysMax = 50;

const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/api-keys",
  summary: "The API keys that work or will, newest first",
  middleware: access({ role: "admin" }),
  request: { params: z.object({ w: z.string() }) },
  responses: { 200: jsonReply(apiKeyList, "Keys without their secret"), ...problemReplies },
});

const createKeyRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/api-keys",
  summary: "Make an API key; the reply is the only place that shows it",
  middleware: access({ role: "admin" }),
  request: { params: z.object({ w: z.string() }), body: jsonBody(createApiKeyBody) },
  responses: { 201: jsonReply(createdApiKey, "The key, once"), ...problemReplies },
});

const revokeRoute = createRoute({
  method: "delete",
  path: "/workspaces/{w}/api-keys/{id}",
  summary: "Revoke an API key; every process refuses it within 5 seconds",
  middleware: access({ role: "admin" }),
  request: { params: z.object({ w: z.string(), id: z.string() }) },
  responses: { 204: { description: "Revoked" }, ...problemReplies },
});

/** GET and POST /workspaces/{w}/api-keys, DELETE …/api-keys/{id}. */
export function registerApiKeyRoutes(api: Router, services: Services): void {
  api.openapi(listRoute, async (c) => {
    const keys = await services.apiKeys.list(c.var.workspace.id);
    const names = await namesOf(services, c.var.workspace.organizationId);
    return c.json({ items: keys.map((key) => toWire(key, names)) }, 200);
  });
  api.openapi(createKeyRoute, async (c) => {
    const { caller, workspace } = c.var;
    const { label, scopes, endsAt } = c.req.valid("json");
    const ends = endsAt === null ? null : new Date(endsAt);
    if (ends !== null && ends.getTime() <= Date.now()) {
      const errors = [{ path: "endsAt", message: "must be in the future" }];
      throw new ProblemError("validation-failed", "endsAt: must be in the future", { errors });
    }
    const used = (await services.apiKeys.list(workspace.id)).length;
    if (used >= keysMax) {
      const sentence = `This workspace has ${used} API keys; ${keysMax} is the most. Revoke some first.`;
      throw new ProblemError("limit-reached", sentence, { limit: keysMax, used });
    }
    const created = await services.apiKeys.create({
      workspace: workspace.id,
      label,
      scopes,
      createdBy: caller.id,
      endsAt: ends,
    });
    const names = await namesOf(services, workspace.organizationId);
    c.header("cache-control", "no-store");
    return c.json({ ...toWire(created, names), key: created.key }, 201);
  });
  api.openapi(revokeRoute, async (c) => {
    const isRevoked = await services.apiKeys.revoke(c.var.workspace.id, c.req.valid("param").id);
    if (!isRevoked) throw new ProblemError("not-found", "There is no such API key; it may be revoked already.");
    return c.body(null, 204);
  });
}

async function namesOf(services: Services, organizationId: string): Promise<ReadonlyMap<string, string>> {
  const members = await services.members.list(organizationId);
  return new Map(members.map((member) => [member.id, member.name]));
}

function toWire(key: ApiKeyRecord, names: ReadonlyMap<string, string>) {
  return {
    id: key.id,
    label: key.label,
    start: key.start,
    scopes: [...key.scopes],
    createdAt: toInstant(key.createdAt),
    createdBy: names.get(key.createdBy) ?? "a former member",
    endsAt: key.endsAt === null ? null : toInstant(key.endsAt),
  };
}
