import type { ApiKeyScope } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";

/** A signed-in person (cookie session). */
export type PersonCaller = {
  readonly type: "person";
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isOperator: boolean;
};

/** A program with an API key, which is bound to one workspace. */
export type ApiKeyCaller = {
  readonly type: "api-key";
  readonly id: string;
  readonly label: string;
  readonly workspace: WorkspaceId;
  readonly scopes: readonly ApiKeyScope[];
};

export type Caller = PersonCaller | ApiKeyCaller;

/** How ledgers and logs name a caller: `person:<id>` or `api-key:<id>`. */
export function actorOf(caller: Caller): string {
  return `${caller.type}:${caller.id}`;
}

/** How actions name who ran them: a person's own id, or `api-key:<id>`. */
export function memberOf(caller: Caller): string {
  return caller.type === "person" ? caller.id : actorOf(caller);
}
