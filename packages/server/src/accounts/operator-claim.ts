import { timingSafeEqual } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import { deriveKey } from "../ai/runner/output-cipher.ts";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import { signedIn } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";

type Operated = Pick<ServerConfiguration, "isProduction" | "operatorEmail">;

/**
 * Whether a person is the operator. Anybody can sign up with an address that nobody has confirmed, so in production the
 * address alone is not enough: whoever holds it has to have opened the link that the server's start prints.
 */
export function isOperator(
  person: { email: string; emailVerified: boolean },
  { isProduction, operatorEmail }: Operated,
) {
  const hasAddress = operatorEmail !== null && person.email.toLowerCase() === operatorEmail.toLowerCase();
  return hasAddress && (person.emailVerified || !isProduction);
}

/** What the start prints until the operator has opened the link; null where there is nothing to open. */
export async function operatorNotice({ configuration, database }: Services): Promise<string | null> {
  const { isProduction, operatorEmail, publicUrl } = configuration;
  if (!isProduction || operatorEmail === null) return null;
  const person = await database
    .selectFrom("people")
    .select("emailVerified")
    .where("email", "=", operatorEmail.toLowerCase())
    .executeTakeFirst();
  if (person?.emailVerified === true) return null;
  const link = `${publicUrl}/api/v1/operator/claim?token=${tokenFor(operatorEmail, configuration.secret)}`;
  return (
    `Nobody is the operator yet. Sign in as ${operatorEmail} (sign up first, if need be), ` +
    `then open this link once in the same browser; it is as secret as a password:\n${link}`
  );
}

/** Bound to the address: the link of one operator is worth nothing for the next. */
function tokenFor(operatorEmail: string, secret: string): string {
  return Buffer.from(deriveKey(secret, `operator claim 1 ${operatorEmail.toLowerCase()}`)).toString("base64url");
}

const claimRoute = createRoute({
  method: "get",
  path: "/operator/claim",
  summary: "Become the operator, with the link that the server's start prints",
  middleware: signedIn(),
  request: { query: z.object({ token: z.string().max(100) }) },
  responses: { 303: { description: "Done; on to the app" }, ...problemReplies },
});

/** GET /operator/claim. */
export function registerOperatorClaim(api: Router, { configuration, database }: Services): void {
  api.openapi(claimRoute, async (c) => {
    const { caller } = c.var;
    const { operatorEmail, secret } = configuration;
    if (operatorEmail === null || !isSame(c.req.valid("query").token, tokenFor(operatorEmail, secret))) {
      throw new ProblemError(
        "not-found",
        "This link is no longer good. Start the server anew: it prints the right one.",
      );
    }
    if (caller.type !== "person" || caller.email.toLowerCase() !== operatorEmail.toLowerCase()) {
      throw new ProblemError("role-not-sufficient", `Sign in as ${operatorEmail} first, then open the link again.`);
    }
    await database.updateTable("people").set({ emailVerified: true }).where("id", "=", caller.id).execute();
    c.var.logger.warn({ person: caller.id }, "a person became the operator by the link of the start");
    return c.redirect("/", 303);
  });
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
