import { masterKeyStatus, masterKeysRotated, rotateMasterKeysBody } from "@dokly/contract";
import { createRoute } from "@hono/zod-openapi";
import { operatorOnly } from "../http/access.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import { performRequest } from "../operator/operator-request.ts";
import type { Services } from "../services.ts";

const statusRoute = createRoute({
  method: "get",
  path: "/operator/master-keys",
  summary: "Which master keys own keys of workspaces are wrapped with",
  middleware: operatorOnly(),
  responses: { 200: jsonReply(masterKeyStatus, "The master keys, by name"), ...problemReplies },
});

const rotateRoute = createRoute({
  method: "post",
  path: "/operator/master-keys/rotate",
  summary: "Wrap the data keys of all own keys anew under the primary master key",
  middleware: operatorOnly(),
  request: { body: jsonBody(rotateMasterKeysBody) },
  responses: { 200: jsonReply(masterKeysRotated, "What was wrapped, and by which master key"), ...problemReplies },
});

/** GET /operator/master-keys and POST /operator/master-keys/rotate. */
export function registerMasterKeyRoutes(api: Router, services: Services): void {
  const { ownKeys } = services;
  api.openapi(statusRoute, async (c) => c.json(await ownKeys.readMasterKeys(), 200));
  api.openapi(rotateRoute, async (c) => {
    const { reason } = c.req.valid("json");
    const { primary } = await ownKeys.readMasterKeys();
    const asked = { act: "master-keys-rotated", workspace: null, target: primary, reason, details: { primary } };
    const reply = await performRequest(c, services, asked, masterKeysRotated, async (id) => ({
      id,
      ...(await ownKeys.rotateMasterKeys()),
    }));
    return c.json(reply, 200);
  });
}
