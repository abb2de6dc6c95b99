import type { WorkspaceId } from "@dokly/credits";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { isDemoPerson } from "../accounts/demo-sign-ins.ts";
import { isOperator } from "../accounts/operator-claim.ts";
import type { VerifiedKey } from "../api-keys/api-key-store.ts";
import type { Services } from "../services.ts";
import type { Caller } from "./caller.ts";
import { ProblemError } from "./problem-error.ts";
import type { ServerEnv, WorkspaceAccess, WorkspaceEnv } from "./router.ts";

const methodsThatRead = new Set(["GET", "HEAD", "OPTIONS"]);

/** Gives every request of the API its `identify` and `findWorkspace`; nobody is looked up until a route asks. */
export function identifyCallers(services: Services) {
  return createMiddleware<ServerEnv>(async (c, next) => {
    let found: Promise<Identified> | undefined;
    const identified = () => (found ??= identify(services, c));
    c.set("identify", async () => (await identified()).caller);
    c.set("findWorkspace", async (caller, id) => await workspaceOf(services, (await identified()).key, caller, id));
    await next();
  });
}

/** Whether whoever made a request that still streams would be let into its workspace now. */
export async function isStillLetIn(services: Services, c: Context<WorkspaceEnv>): Promise<boolean> {
  try {
    const { caller, key } = await identify(services, c);
    return caller !== null && (await workspaceOf(services, key, caller, c.var.workspace.id)) !== null;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

type Identified = { readonly caller: Caller | null; readonly key: VerifiedKey | null };

async function identify(services: Services, c: Context): Promise<Identified> {
  const authorization = c.req.header("authorization");
  if (authorization !== undefined) {
    const key = await services.apiKeys.verify(/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? "");
    if (key === null) {
      throw new ProblemError(
        "not-signed-in",
        "This API key is unknown, revoked or past its end.",
        {},
        {
          "www-authenticate": 'Bearer error="invalid_token"',
        },
      );
    }
    return { caller: key.caller, key };
  }
  if (c.req.header("cookie") === undefined) return { caller: null, key: null };
  refuseForeignOrigin(services, c);
  const { headers, response } = await readSession(services, c);
  // A session that is used is prolonged; its cookie must live as long.
  for (const cookie of headers.getSetCookie()) c.header("set-cookie", cookie, { append: true });
  if (response === null) return { caller: null, key: null };
  const { id, name, email } = response.user;
  // Their password is known to everybody, and data that began outside production may have come along.
  if (services.configuration.isProduction && isDemoPerson(email)) return { caller: null, key: null };
  return {
    caller: { type: "person", id, name, email, isOperator: isOperator(response.user, services.configuration) },
    key: null,
  };
}

async function readSession(services: Services, c: Context) {
  try {
    return await services.auth.api.getSession({ headers: c.req.raw.headers, returnHeaders: true });
  } catch (error) {
    // better-auth hides why it failed; a database that is away says so itself when it is asked again.
    await services.pool.query("select 1");
    throw error;
  }
}

/**
 * A browser sends cookies along with requests that other sites make; the Origin tells them apart. Every change by
 * cookie therefore needs an Origin of ours.
 */
export function refuseForeignOrigin(services: Pick<Services, "configuration">, c: Context): void {
  if (methodsThatRead.has(c.req.method)) return;
  const origin = c.req.header("origin");
  if (origin !== undefined && services.configuration.allowedOrigins.includes(origin)) return;
  const allowed = services.configuration.allowedOrigins[0] ?? "";
  throw new ProblemError(
    "origin-not-allowed",
    origin === undefined
      ? "A change with a cookie needs an Origin header; programs use an API key instead."
      : `Changes are taken from ${allowed} only. If this is that Dokly, set PUBLIC_URL to the address you use.`,
  );
}

async function workspaceOf(
  services: Services,
  key: VerifiedKey | null,
  caller: Caller,
  id: WorkspaceId,
): Promise<WorkspaceAccess | null> {
  if (caller.type === "person") return await services.workspaces.findFor(caller.id, id);
  return key?.workspace.id === id ? key.workspace : null;
}
