import { accountSecurity } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { signedIn } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";

const shared = {
  middleware: signedIn(),
  responses: { 200: jsonReply(accountSecurity, "Second factor and sessions"), ...problemReplies },
} as const;

const readRoute = createRoute({
  ...shared,
  method: "get",
  path: "/me/security",
  summary: "How the person's account is protected, and where they are signed in",
});
const revokeRoute = createRoute({
  method: "delete",
  path: "/me/sessions/{id}",
  summary: "End one session of the person; from the next request on it is nobody's",
  middleware: signedIn(),
  request: { params: z.object({ id: z.string().max(200) }) },
  responses: { 204: { description: "It is ended" }, ...problemReplies },
});
const revokeOthersRoute = createRoute({
  ...shared,
  method: "post",
  path: "/me/sessions/revoke-others",
  summary: "End every session of the person but the one that asks",
});

/** GET /me/security, DELETE /me/sessions/{id}, POST /me/sessions/revoke-others. */
export function registerSecurityRoutes(api: Router, services: Services): void {
  const { database } = services;
  api.openapi(readRoute, async (c) => c.json(await readSecurity(services, await sessionOf(services, c)), 200));
  api.openapi(revokeRoute, async (c) => {
    const session = await sessionOf(services, c);
    const { id } = c.req.valid("param");
    const ended = await database
      .deleteFrom("sessions")
      .where("id", "=", id)
      .where("userId", "=", session.person)
      .executeTakeFirst();
    if (ended.numDeletedRows === 0n) throw new ProblemError("not-found", "There is no such session of yours.");
    return c.body(null, 204);
  });
  api.openapi(revokeOthersRoute, async (c) => {
    const session = await sessionOf(services, c);
    await database
      .deleteFrom("sessions")
      .where("userId", "=", session.person)
      .where("id", "<>", session.id)
      .executeTakeFirst();
    return c.json(await readSecurity(services, session), 200);
  });
}

type OwnSession = { readonly id: string; readonly person: string };

/** The session of a request that `signedIn` let in; an API key has none. */
async function sessionOf({ auth }: Services, c: Context): Promise<OwnSession> {
  const found =
    c.req.header("authorization") === undefined ? await auth.api.getSession({ headers: c.req.raw.headers }) : null;
  if (found === null) throw new ProblemError("scope-not-sufficient", "An API key is no person.");
  return { id: found.session.id, person: found.user.id };
}

async function readSecurity({ database }: Services, { id, person }: OwnSession) {
  const [{ twoFactorEnabled }, sessions] = await Promise.all([
    database.selectFrom("people").select("twoFactorEnabled").where("id", "=", person).executeTakeFirstOrThrow(),
    database
      .selectFrom("sessions")
      .select(["id", "createdAt", "updatedAt", "expiresAt", "ipAddress", "userAgent"])
      .where("userId", "=", person)
      .where("expiresAt", ">", new Date())
      .orderBy("updatedAt", "desc")
      .execute(),
  ]);
  const shown = sessions.map((session) => ({
    id: session.id,
    isCurrent: session.id === id,
    signedInAt: toInstant(session.createdAt),
    lastUsedAt: toInstant(session.updatedAt),
    endsAt: toInstant(session.expiresAt),
    address: session.ipAddress || null,
    userAgent: session.userAgent || null,
  }));
  shown.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  return { hasSecondFactor: twoFactorEnabled, sessions: shown };
}
