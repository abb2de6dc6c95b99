import { type Voice, voice, voiceBody } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access } from "../../http/access.ts";
import { actorOf } from "../../http/caller.ts";
import { jsonBody, jsonReply, problemReplies, toInstant } from "../../http/replies.ts";
import type { Router } from "../../http/router.ts";
import type { Services } from "../../services.ts";
import type { StoredVoice } from "./voice-store.ts";

const path = "/workspaces/{w}/voice";
const params = z.object({ w: z.string() });

const readRoute = createRoute({
  method: "get",
  path,
  summary: "How this workspace writes: its tone and its glossary",
  middleware: access({ scope: "read" }),
  request: { params },
  responses: { 200: jsonReply(voice, "The voice; empty where nothing was said"), ...problemReplies },
});

const writeRoute = createRoute({
  method: "put",
  path,
  summary: "Set the tone and the glossary that go along with every action",
  middleware: access({ role: "admin" }),
  request: { params, body: jsonBody(voiceBody) },
  responses: { 200: jsonReply(voice, "The voice, as it counts from now on"), ...problemReplies },
});

function toWire({ updatedAt, ...said }: StoredVoice): Voice {
  return { ...said, updatedAt: updatedAt === null ? null : toInstant(updatedAt) };
}

/** GET and PUT /workspaces/{w}/voice. */
export function registerVoiceRoutes(api: Router, { ai }: Services): void {
  api.openapi(readRoute, async (c) => c.json(toWire(await ai.voices.read(c.var.workspace.id)), 200));
  api.openapi(writeRoute, async (c) => {
    const { caller, workspace } = c.var;
    return c.json(toWire(await ai.voices.write(workspace.id, c.req.valid("json"), actorOf(caller))), 200);
  });
}
