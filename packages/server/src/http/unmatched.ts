import type { Context, Hono } from "hono";
import { ProblemError } from "./problem-error.ts";
import { problemResponse } from "./problem-handler.ts";
import type { ServerEnv } from "./router.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Answers what no route takes: 405 with `Allow` where the address has other methods, else 404. */
export function answerUnmatched(app: Hono<ServerEnv>) {
  return (c: Context<ServerEnv>): Response => {
    const allowed = methods.filter((method) => method !== c.req.method && hasRoute(app, method, c.req.path));
    const problem =
      allowed.length === 0
        ? new ProblemError("not-found", `There is no ${c.req.path} here.`)
        : new ProblemError(
            "method-not-allowed",
            `${c.req.path} takes ${allowed.join(", ")}.`,
            {},
            { allow: allowed.join(", ") },
          );
    c.set("problem", problem.code);
    return problemResponse(problem, c.var.requestId);
  };
}

/** Middleware is registered for ALL methods or for every address; a route is neither. */
function hasRoute(app: Hono<ServerEnv>, method: string, path: string): boolean {
  const [handlers] = app.router.match(method, path);
  return handlers.some(([[, route]]) => route.method === method && route.path !== "*" && route.path !== "/*");
}
