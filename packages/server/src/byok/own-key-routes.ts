import {
  changeOwnKeyBody,
  connectOwnKeyBody,
  type OwnKey,
  ownKey,
  ownKeyList,
  ownKeySettingsBody,
  rotateOwnKeyBody,
} from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { access } from "../http/access.ts";
import { actorOf } from "../http/caller.ts";
import { clientAddressOf } from "../http/client-address.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router, WorkspaceEnv } from "../http/router.ts";
import type { Services } from "../services.ts";
import type { Doer } from "./audit-log.ts";

const workspaceParams = z.object({ w: z.string() });
const keyParams = z.object({ w: z.string(), id: z.string() });
const owners = access({ role: "owner" });

const listRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/byok",
  summary: "The workspace's own keys, never their secrets",
  middleware: access({ role: "admin" }),
  request: { params: workspaceParams },
  responses: { 200: jsonReply(ownKeyList, "The keys, oldest first"), ...problemReplies },
});

const connectRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/byok",
  summary: "Try a key at the AI provider and let it pay for actions",
  middleware: owners,
  request: { params: workspaceParams, body: jsonBody(connectOwnKeyBody) },
  responses: { 201: jsonReply(ownKey, "The key, without its secret"), ...problemReplies },
});

const settingsRoute = createRoute({
  method: "put",
  path: "/workspaces/{w}/byok",
  summary: "Say whether credits pay for what no own key pays for",
  middleware: owners,
  request: { params: workspaceParams, body: jsonBody(ownKeySettingsBody) },
  responses: { 200: jsonReply(ownKeyList, "The keys and the setting"), ...problemReplies },
});

const rotateRoute = createRoute({
  method: "post",
  path: "/workspaces/{w}/byok/{id}/rotate",
  summary: "Put a new secret in the place of the old one, at once",
  middleware: owners,
  request: { params: keyParams, body: jsonBody(rotateOwnKeyBody) },
  responses: { 200: jsonReply(ownKey, "The key with its new version"), ...problemReplies },
});

const changeRoute = createRoute({
  method: "patch",
  path: "/workspaces/{w}/byok/{id}",
  summary: "Rename a key, or say anew what it pays for",
  middleware: owners,
  request: { params: keyParams, body: jsonBody(changeOwnKeyBody) },
  responses: { 200: jsonReply(ownKey, "The key"), ...problemReplies },
});

const deleteRoute = createRoute({
  method: "delete",
  path: "/workspaces/{w}/byok/{id}",
  summary: "Remove a key and destroy its secret; the audit log stays",
  middleware: owners,
  request: { params: keyParams },
  responses: { 204: { description: "Gone" }, ...problemReplies },
});

const verbs = [
  ["pause", "Let a key pay for nothing for a while"],
  ["resume", "Let a paused or refused key pay again; it is tried first"],
  ["revoke", "End a key for ever, from the next request on, and destroy its secret"],
] as const;

const verbRoute = (verb: (typeof verbs)[number][0], summary: string) =>
  createRoute({
    method: "post",
    path: `/workspaces/{w}/byok/{id}/${verb}`,
    summary,
    middleware: owners,
    request: { params: keyParams },
    responses: { 200: jsonReply(ownKey, "The key"), ...problemReplies },
  });

/** Who asks, as the audit log names them. Keys are changed by people only: `access()` has refused every API key. */
export function doerOf(c: Context<WorkspaceEnv>, { configuration }: Pick<Services, "configuration">): Doer {
  const { caller, requestId } = c.var;
  const name = caller.type === "person" ? caller.name : caller.label;
  return { actor: actorOf(caller), name, address: clientAddressOf(c, configuration.trustedProxies), requestId };
}

/** …/byok: list, connect, rotate, scope, pause, resume, revoke, delete. */
export function registerOwnKeyRoutes(api: Router, services: Services): void {
  const { ownKeys } = services;

  async function read(workspace: string, id: string): Promise<OwnKey> {
    const found = (await ownKeys.list(workspace)).keys.find((key) => key.id === id);
    if (found === undefined) throw new ProblemError("not-found", "There is no such own key.");
    return found;
  }
  const changeOf = (c: Context<WorkspaceEnv>, id: string) => ({
    workspace: c.var.workspace.id,
    id,
    by: doerOf(c, services),
  });

  api.openapi(listRoute, async (c) => c.json(await ownKeys.list(c.var.workspace.id), 200));
  api.openapi(connectRoute, async (c) => {
    const id = await ownKeys.connect(changeOf(c, ""), c.req.valid("json"));
    c.header("cache-control", "no-store");
    return c.json(await read(c.var.workspace.id, id), 201);
  });
  api.openapi(settingsRoute, async (c) => {
    await ownKeys.setFallback(changeOf(c, ""), c.req.valid("json").fallbackToCredits);
    return c.json(await ownKeys.list(c.var.workspace.id), 200);
  });
  api.openapi(rotateRoute, async (c) => {
    const { id } = c.req.valid("param");
    await ownKeys.rotate(changeOf(c, id), c.req.valid("json").secret);
    return c.json(await read(c.var.workspace.id, id), 200);
  });
  api.openapi(changeRoute, async (c) => {
    const { id } = c.req.valid("param");
    await ownKeys.change(changeOf(c, id), c.req.valid("json"));
    return c.json(await read(c.var.workspace.id, id), 200);
  });
  api.openapi(deleteRoute, async (c) => {
    await ownKeys.remove(changeOf(c, c.req.valid("param").id));
    return c.body(null, 204);
  });
  for (const [verb, summary] of verbs) {
    api.openapi(verbRoute(verb, summary), async (c) => {
      const { id } = c.req.valid("param");
      await ownKeys[verb](changeOf(c, id));
      return c.json(await read(c.var.workspace.id, id), 200);
    });
  }
}
