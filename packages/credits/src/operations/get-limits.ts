import type { Engine } from "../batch/run-batch.ts";
import type { LimitCounter } from "../domain/limit-scope.ts";
import type { Limit } from "../operator-types.ts";
import type { WorkspaceId } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { askBook } from "./question.ts";

/** The limits of a workspace with what the current period has used of them. */
export async function getLimits(engine: Engine, input: { readonly workspace: WorkspaceId }): Promise<readonly Limit[]> {
  return askBook(engine, checkWorkspace(input.workspace), ({ limits }) =>
    [...limits.values()].filter(({ limit }) => limit !== null).map(limitToView),
  );
}

/** A limit as its admins see it. */
export function limitToView({
  member,
  kind,
  ownKey,
  unit,
  limit,
  used,
  reserved,
}: Omit<LimitCounter, "since" | "isStored">): Limit {
  const amount = unit === "credits" ? { credits: limit } : { nanoDollars: limit };
  return { member, kind, ownKey, ...amount, used, reserved };
}
