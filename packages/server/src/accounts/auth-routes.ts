import type { ProblemCode } from "@dokly/contract";
import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { clientAddressOf } from "../http/client-address.ts";
import { refuseForeignOrigin } from "../http/identify.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { ServerEnv } from "../http/router.ts";
import type { Services } from "../services.ts";
import { clientAddressHeader } from "./auth.ts";
import { isDemoPerson } from "./demo-sign-ins.ts";
import { refuseGuessableIn } from "./refuse-guessable.ts";

const bodyBytesMax = 16_384;

/**
 * better-auth's routes that Dokly uses; its other ones (organizations, deletion, …) are not reachable, because
 * membership has rules of our own.
 */
const routes: Readonly<Record<string, "get" | "post">> = {
  "/sign-up/email": "post",
  "/sign-in/email": "post",
  "/sign-out": "post",
  "/change-password": "post",
  "/get-session": "get",
  "/send-verification-email": "post",
  "/verify-email": "get",
  "/request-password-reset": "post",
  "/reset-password": "post",
  "/two-factor/enable": "post",
  "/two-factor/verify-totp": "post",
  "/two-factor/verify-backup-code": "post",
  "/two-factor/generate-backup-codes": "post",
  "/two-factor/disable": "post",
};

const beginningSessions: ReadonlySet<string> = new Set(["/sign-up/email", "/sign-in/email"]);

/** Mounts sign-up, sign-in, sign-out, change of password and the session under `/api/auth`. */
export function registerAuthRoutes(app: Hono<ServerEnv>, services: Services): void {
  const tooLarge = () => {
    throw new ProblemError("too-large", `A sign-in holds at most ${bodyBytesMax} bytes.`);
  };
  for (const [path, method] of Object.entries(routes)) {
    app.on(method, `/api/auth${path}`, bodyLimit({ maxSize: bodyBytesMax, onError: tooLarge }), async (c) => {
      // A program sends neither an Origin nor a cookie; whoever sends one of them is a browser or acts as one.
      if (c.req.header("origin") !== undefined || c.req.header("cookie") !== undefined)
        refuseForeignOrigin(services, c);
      const body = method === "post" ? await jsonTextOf(c.req.raw) : undefined;
      if (path === "/sign-up/email") await refuseSignUp(services, body ?? "");
      if (path === "/sign-in/email") refuseDemoSignIn(services, body ?? "");
      if (path === "/request-password-reset") refuseReset(services);
      if (path === "/two-factor/enable") await refuseDemoFactor(services, c.req.raw);
      const query = { disableRefresh: true };
      const session = () => services.auth.api.getSession({ headers: c.req.raw.headers, query });
      const signedIn = async () => (await session())?.user ?? null;
      await refuseGuessableIn(path, jsonOf(body ?? ""), { signedIn, database: services.database });
      const before = beginningSessions.has(path) ? await session() : null;
      const headers = new Headers(c.req.raw.headers);
      // A program's fetch may name its mode, which alone makes no browser; what comes from a page names its site too.
      if (headers.get("origin") === null && headers.get("sec-fetch-site") === null) headers.delete("sec-fetch-mode");
      headers.set(clientAddressHeader, clientAddressOf(c, services.configuration.trustedProxies));
      const request = new Request(c.req.raw.url, {
        method: c.req.method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      const response = await services.auth.handler(request);
      if (response.status < 400) {
        // Whoever signs in anew in a browser leaves the session that it had.
        if (before !== null)
          await services.database.deleteFrom("sessions").where("id", "=", before.session.id).execute();
        return response;
      }
      // better-auth hides why it failed; a database that is away says so itself when it is asked again.
      if (response.status >= 500) await services.pool.query("select 1");
      throw await problemOf(response, path);
    });
  }
}

/**
 * The body of a change. better-auth reads some forms too, which the checks here would not see: JSON alone is taken.
 */
async function jsonTextOf(request: Request): Promise<string> {
  const body = await request.clone().text();
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (body === "" || type === "application/json") return body;
  throw new ProblemError("media-type-not-supported", "Send JSON, with Content-Type: application/json.");
}

const nameLengthMax = 100;
const nameOfSignUp = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(nameLengthMax)
    .regex(/^\P{Cc}*$/u),
});
const emailOfBody = z.object({ email: z.email() });

/** Names stand in lists and in mails; with DOKLY_SIGN_UP=invite only people who are invited somewhere may sign up. */
async function refuseSignUp(services: Services, body: string): Promise<void> {
  const sent = jsonOf(body);
  if (sent !== null && !nameOfSignUp.safeParse(sent).success) {
    const message = `one line of 1 to ${nameLengthMax} characters`;
    throw new ProblemError("validation-failed", `name: ${message}.`, { errors: [{ path: "name", message }] });
  }
  if (services.configuration.signUp === "open") return;
  const parsed = emailOfBody.safeParse(sent);
  if (!parsed.success) return;
  const invited = await services.database
    .selectFrom("invitations")
    .select("id")
    .where("email", "=", parsed.data.email.toLowerCase())
    .where("status", "=", "pending")
    .where("expiresAt", ">", new Date())
    .executeTakeFirst();
  if (invited === undefined) {
    throw new ProblemError("sign-up-closed", "Ask an owner or admin of a workspace to invite this e-mail address.");
  }
}

/** The demo people's password is known to everybody; in production their data may still be there, they are not. */
function refuseDemoSignIn({ configuration }: Services, body: string): void {
  const parsed = emailOfBody.safeParse(jsonOf(body));
  if (!configuration.isProduction || !parsed.success || !isDemoPerson(parsed.data.email)) return;
  throw new ProblemError("sign-in-refused", "The demo's sign-ins do not work in production.");
}

function refuseReset({ mailer }: Services): void {
  if (mailer.isConfigured) return;
  throw new ProblemError("mail-not-configured", "This Dokly sends no mail. Ask whoever runs it for a new password.");
}

/** A demo person's password is known to everybody: whoever came first would shut all others out. */
async function refuseDemoFactor({ auth }: Services, request: Request): Promise<void> {
  const session = await auth.api.getSession({ headers: request.headers });
  if (session === null || !isDemoPerson(session.user.email)) return;
  throw new ProblemError("role-not-sufficient", "The demo's people have no second factor. Sign up to try one.");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const authError = z.object({ code: z.string().optional(), message: z.string().optional() });

/** What better-auth refuses, in our words; its own codes become ours. */
async function problemOf(response: Response, path: string): Promise<ProblemError> {
  const parsed = authError.safeParse(jsonOf(await response.text()));
  const { code, message } = parsed.success ? parsed.data : {};
  const retryAfter = response.headers.get("x-retry-after");
  if (response.status === 429) {
    const headers = { "retry-after": retryAfter ?? "60" };
    return new ProblemError(
      "too-many-requests",
      "Too many attempts from this address. Wait, then try again.",
      {},
      headers,
    );
  }
  return new ProblemError(
    codeOf(response.status, code, path),
    sentences[code ?? ""] ?? message ?? "This could not be done.",
  );
}

const begunTooLongAgo = "This took too long, or too many codes were wrong. Begin again with your password.";
const sentences: Readonly<Record<string, string>> = {
  INVALID_CODE: "This code is not right, or not any more.",
  INVALID_BACKUP_CODE: "There is no such backup code, or it was used already.",
  INVALID_TWO_FACTOR_COOKIE: begunTooLongAgo,
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: begunTooLongAgo,
  INVALID_TOKEN: "This link was used already, or it is too old. Ask for a new one.",
  TOTP_ALREADY_ENABLED: "There is a second factor already. Turn it off to set up another.",
};

function codeOf(status: number, code: string | undefined, path: string): ProblemCode {
  if (code?.startsWith("USER_ALREADY_EXISTS")) return "account-exists";
  if (code === "INVALID_EMAIL_OR_PASSWORD" || code === "INVALID_PASSWORD") return "sign-in-refused";
  if (code === "INVALID_CODE" || code === "INVALID_BACKUP_CODE") return "code-refused";
  if (code === "INVALID_TWO_FACTOR_COOKIE" || code?.startsWith("TOO_MANY_ATTEMPTS")) return "sign-in-refused";
  if (status === 401) return path === "/sign-in/email" ? "sign-in-refused" : "not-signed-in";
  if (status === 403) return "origin-not-allowed";
  if (status === 415) return "media-type-not-supported";
  return status < 500 ? "validation-failed" : "internal";
}
