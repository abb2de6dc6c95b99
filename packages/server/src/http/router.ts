import type { ProblemCode, Role } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { hideSecrets } from "../logging/hide-secrets.ts";
import type { RequestLog } from "../logging/request-log.ts";
import type { Caller, PersonCaller } from "./caller.ts";
import { ProblemError } from "./problem-error.ts";

/** The workspace that a request names, once `access()` has let its caller in. */
export type WorkspaceAccess = {
  readonly id: WorkspaceId;
  readonly organizationId: string;
  readonly name: string;
  /** The person's role; an API key acts as `admin` within its scopes. */
  readonly role: Role;
};

/** What the request-wide middlewares set for every route. */
export type ServerVariables = {
  requestId: string;
  logger: RequestLog;
  /** The trace that the request belongs to, where there is one. */
  traceId?: string;
  /** The code of the problem that the reply tells, for the request log. */
  problem?: ProblemCode;
  /** Finds out who calls, once per request; null for a stranger. Throws for a wrong API key or a foreign Origin. */
  identify: () => Promise<Caller | null>;
  /** Finds a workspace and the caller's role in it; null when it is unknown or foreign. */
  findWorkspace: (caller: Caller, id: WorkspaceId) => Promise<WorkspaceAccess | null>;
};

export type ServerEnv = { Variables: ServerVariables };
/** After `signedIn()`. */
export type CallerEnv = { Variables: ServerVariables & { caller: Caller } };
/** After `peopleOnly()`. */
export type PersonEnv = { Variables: ServerVariables & { caller: PersonCaller } };
/** After `access()`. */
export type WorkspaceEnv = { Variables: ServerVariables & { caller: Caller; workspace: WorkspaceAccess } };

/** All routes of `/api/v1`. Each feature registers its own with `register…Routes(api, services)`. */
export type Router = OpenAPIHono<ServerEnv>;

/** An empty router whose failed validations become `validation-failed` problems that name each field. */
export function createRouter(): Router {
  return new OpenAPIHono<ServerEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = result.error.issues.flatMap(plainIssues).map(toFieldError);
      const first = errors[0];
      const where = first === undefined || first.path === "" ? "" : `${first.path}: `;
      throw new ProblemError("validation-failed", `${where}${first?.message ?? "not allowed"}`, { errors });
    },
  });
}

type Issue = z.core.$ZodIssue;

/** Of a body that may have several shapes, what is wrong with the shape that it comes nearest to. */
function plainIssues(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const shapes = issue.errors.map((issues) => issues.flatMap(plainIssues));
  const [nearest = [issue]] = shapes.sort((a, b) => a.length - b.length);
  return nearest.map((inner) => (inner === issue ? inner : { ...inner, path: [...issue.path, ...inner.path] }));
}

function toFieldError(issue: Issue) {
  // The name of a field that is not known stands in it as it was sent.
  return { path: hideSecrets(issue.path.join(".")), message: hideSecrets(issue.message) };
}
