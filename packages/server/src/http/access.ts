import { type ApiKeyScope, type Role, roles } from "@dokly/contract";
import { createMiddleware } from "hono/factory";
import { ProblemError } from "./problem-error.ts";
import type { CallerEnv, PersonEnv, WorkspaceEnv } from "./router.ts";

/** Lets in every signed-in caller and sets `c.var.caller`; strangers get `not-signed-in`. */
export function signedIn() {
  return createMiddleware<CallerEnv>(async (c, next) => {
    c.set("caller", await requireCaller(c.get("identify")));
    await next();
  });
}

/** Lets in signed-in people but no API key, whatever its scopes, and sets `c.var.caller`. */
export function peopleOnly() {
  return createMiddleware<PersonEnv>(async (c, next) => {
    const caller = await requireCaller(c.get("identify"));
    if (caller.type !== "person") {
      throw new ProblemError("scope-not-sufficient", `This is for people; API key "${caller.label}" can not do this.`);
    }
    c.set("caller", caller);
    await next();
  });
}

/** Lets in operators only, and sets `c.var.caller`. */
export function operatorOnly() {
  return createMiddleware<CallerEnv>(async (c, next) => {
    const caller = await requireCaller(c.get("identify"));
    if (caller.type !== "person" || !caller.isOperator) {
      throw new ProblemError("role-not-sufficient", "This needs the role operator.");
    }
    c.set("caller", caller);
    await next();
  });
}

/**
 * Guards a route under `/workspaces/{w}`: a stranger gets 401, a foreign or unknown workspace 404, too low a role
 * or a key without the scope 403. Sets `c.var.caller` and `c.var.workspace`.
 *
 * `role` is the least one needed (default viewer); an API key acts as an admin. `scope` is what an API key needs besides;
 * a route without it is for people only.
 *
 * @example createRoute({ method: "get", path: "/workspaces/{w}/credits", middleware: access({ scope: "read" }), … })
 */
export function access(needed: { role?: Role; scope?: ApiKeyScope } = {}) {
  const role = needed.role ?? "viewer";
  return createMiddleware<WorkspaceEnv>(async (c, next) => {
    const caller = await requireCaller(c.get("identify"));
    const workspace = await c.get("findWorkspace")(caller, c.req.param("w") ?? "");
    if (workspace === null) throw new ProblemError("not-found", "There is no such workspace among yours.");
    if (caller.type === "api-key" && (needed.scope === undefined || !caller.scopes.includes(needed.scope))) {
      const missing =
        needed.scope === undefined ? "This is for signed-in people" : `It needs the scope ${needed.scope}`;
      throw new ProblemError("scope-not-sufficient", `${missing}; API key "${caller.label}" can not do this.`);
    }
    if (!isRoleAtLeast(workspace.role, role)) {
      throw new ProblemError("role-not-sufficient", `This needs the role ${role}; yours is ${workspace.role}.`);
    }
    c.set("caller", caller);
    c.set("workspace", workspace);
    await next();
  });
}

/** Whether `role` may do what `least` may. */
export function isRoleAtLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(least);
}

async function requireCaller(identify: CallerEnv["Variables"]["identify"]) {
  const caller = await identify();
  if (caller === null) throw new ProblemError("not-signed-in", "Sign in, or send an API key as a Bearer token.");
  return caller;
}
