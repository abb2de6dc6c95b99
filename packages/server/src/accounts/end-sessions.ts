import { endSessionsBody, sessionsEnded } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import type { Kysely } from "kysely";
import { operatorOnly } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonBody, jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import { performRequest } from "../operator/operator-request.ts";
import type { Services } from "../services.ts";
import type { Tables } from "../tables.ts";

const route = createRoute({
  method: "post",
  path: "/operator/people/{id}/end-sessions",
  summary: "Sign a person out everywhere",
  middleware: operatorOnly(),
  request: { params: z.object({ id: z.string().max(200) }), body: jsonBody(endSessionsBody) },
  responses: { 200: jsonReply(sessionsEnded, "How many sessions it ended"), ...problemReplies },
});

/** POST /operator/people/{id}/end-sessions. */
export function registerEndSessions(api: Router, services: Services): void {
  api.openapi(route, async (c) => {
    const { id: person } = c.req.valid("param");
    const { reason } = c.req.valid("json");
    const asked = { act: "sessions-ended", workspace: null, target: person, reason, details: {} };
    const reply = await performRequest(c, services, asked, sessionsEnded, async (id) => ({
      id,
      ended: await endSessions(services.database, person),
    }));
    return c.json(reply, 200);
  });
}

/**
 * Ends every session of a person, and what lets a device in without the second factor: from the next request on,
 * whichever process it reaches, they sign in with all that they have.
 * @throws ProblemError `not-found`
 */
async function endSessions(database: Kysely<Tables>, person: string): Promise<number> {
  const found = await database.selectFrom("people").select("id").where("id", "=", person).executeTakeFirst();
  if (found === undefined) throw new ProblemError("not-found", "There is no such person.");
  return await database.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom("verifications")
      .where("value", "=", person)
      .where("identifier", "like", "trust-device-%")
      .execute();
    const ended = await transaction.deleteFrom("sessions").where("userId", "=", person).executeTakeFirst();
    return Number(ended.numDeletedRows);
  });
}
