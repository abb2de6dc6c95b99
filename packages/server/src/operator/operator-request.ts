import { createHash } from "node:crypto";
import type { WorkspaceId } from "@dokly/credits";
import type { Context } from "hono";
import type { z } from "zod";
import { actorOf } from "../http/caller.ts";
import { clientAddressOf } from "../http/client-address.ts";
import { idempotencyKeyOf, replayedHeader } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { CallerEnv } from "../http/router.ts";
import type { Services } from "../services.ts";
import type { OperatorDoer } from "./operator-audit.ts";
import { performAct } from "./perform-act.ts";

/** Who asks, as the audit names them. `operatorOnly()` has let people in and no API key. */
export function operatorOf(c: Context<CallerEnv>, { configuration }: Pick<Services, "configuration">): OperatorDoer {
  const { caller, requestId } = c.var;
  const name = caller.type === "person" ? caller.email : caller.label;
  const address = clientAddressOf(c, configuration.trustedProxies);
  return { actor: actorOf(caller), name, origin: "console", address, requestId };
}

/** The operator's Idempotency-Key: without one, a click that is sent twice would be two acts. */
export function requireKey(c: Context): string {
  const key = idempotencyKeyOf(c);
  if (key !== null) return key;
  throw new ProblemError(
    "idempotency-key-required",
    "Send an Idempotency-Key header: an act that is asked for twice is done once.",
  );
}

type Asked = {
  readonly act: string;
  readonly workspace: WorkspaceId | null;
  readonly target: string | null;
  readonly reason: string;
  /** What is asked for, without the reason; what the key stands for, with the request's address. */
  readonly details: Readonly<Record<string, unknown>>;
};

/** Does what a request of the console asks for, once for its key, and says on the reply where it was done before. */
export async function performRequest<Schema extends z.ZodType<Readonly<Record<string, unknown>>>>(
  c: Context<CallerEnv>,
  services: Services,
  asked: Asked,
  schema: Schema,
  work: (id: string) => Promise<z.output<Schema>>,
): Promise<z.output<Schema>> {
  const { reason, details } = asked;
  const parts = JSON.stringify([c.req.method, c.req.path, reason, details]);
  const fingerprint = createHash("sha256").update(parts).digest("base64url");
  const act = { ...asked, by: operatorOf(c, services), key: requireKey(c), fingerprint };
  const { reply, isReplay } = await performAct(services, act, schema, ({ id }) => work(id));
  if (isReplay) c.header(replayedHeader, "true");
  return reply;
}

/** A workspace by its id, whoever asks; refuses `not-found`. */
export async function requireWorkspace(
  { pool }: Pick<Services, "pool">,
  id: string,
): Promise<{
  readonly id: WorkspaceId;
  readonly name: string;
  readonly organizationId: string;
  readonly createdAt: Date;
}> {
  const { rows } = await pool.query<{ id: string; name: string; organizationId: string; createdAt: Date }>(
    `select workspaces.id, organizations.name, organization_id as "organizationId",
       workspaces.created_at as "createdAt"
     from dokly.workspaces join dokly.organizations on organizations.id = organization_id where workspaces.id = $1`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) throw new ProblemError("not-found", "There is no such workspace.");
  return row;
}

/** Names of workspaces by their ids; those that are gone have none. */
export async function readWorkspaceNames(
  { pool }: Pick<Services, "pool">,
  ids: readonly WorkspaceId[],
): Promise<(id: WorkspaceId) => { readonly id: WorkspaceId; readonly name: string }> {
  const { rows } = await pool.query<{ id: string; name: string }>(
    `select workspaces.id, name from dokly.workspaces join dokly.organizations on organizations.id = organization_id
     where workspaces.id = any($1)`,
    [[...new Set(ids)]],
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (id) => ({ id, name: names.get(id) ?? id });
}
