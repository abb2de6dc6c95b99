import { setTimeout as wait } from "node:timers/promises";
import type { NextRun } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { type Provider, type ProviderEvent, ProviderFailure, type ProviderRequest } from "./provider.ts";

type Behavior = NextRun["behavior"];
type Who = { readonly workspace: WorkspaceId; readonly member: string };

/** Pauses of a slow run: before its first event and before each piece of text. */
const slowStartMs = 1_500;
const slowPieceMs = 250;
/** Pieces of text after which a run that fails midway fails. */
const piecesBeforeFailure = 3;

/** What a person's next action does; kept in the database, because that action may reach another process. */
export function createNextRuns({ pool }: { pool: pg.Pool }) {
  return {
    async read({ workspace, member }: Who): Promise<Behavior> {
      const { rows } = await pool.query<{ behavior: Behavior }>(
        "select behavior from dokly.ai_next_runs where workspace_id = $1 and member = $2",
        [workspace, member],
      );
      return rows[0]?.behavior ?? "normal";
    },
    async write({ workspace, member }: Who, behavior: Behavior): Promise<void> {
      await pool.query(
        `insert into dokly.ai_next_runs (workspace_id, member, behavior) values ($1, $2, $3)
         on conflict (workspace_id, member) do update set behavior = excluded.behavior`,
        [workspace, member, behavior],
      );
    },
    /** What the action that begins now does; the one after it is normal again. */
    async take({ workspace, member }: Who): Promise<Behavior> {
      const { rows } = await pool.query<{ behavior: Behavior }>(
        "delete from dokly.ai_next_runs where workspace_id = $1 and member = $2 returning behavior",
        [workspace, member],
      );
      return rows[0]?.behavior ?? "normal";
    },
  };
}
export type NextRuns = ReturnType<typeof createNextRuns>;

async function* misbehave(
  provider: Provider,
  behavior: Exclude<Behavior, "normal">,
  request: ProviderRequest,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  if (behavior === "fail-at-start") throw new ProviderFailure("provider-unreachable");
  let pieces = 0;
  if (behavior === "slow") await wait(slowStartMs, undefined, { signal }).catch(() => undefined);
  for await (const event of provider.stream(request, signal)) {
    if (behavior === "fail-midway" && (event.type === "finished" || pieces === piecesBeforeFailure)) {
      throw new ProviderFailure("provider-incomplete");
    }
    if (event.type === "text") pieces++;
    if (behavior === "slow" && event.type === "text") {
      await wait(slowPieceMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new ProviderFailure("cancelled");
    }
    yield event;
  }
}

/** Who writes the next action, and whether a person has asked that it goes wrong. */
export type OpenedProvider = { readonly provider: Provider; readonly isTrial: boolean };

/** The provider for the next action of a person; in production, nothing is made to go wrong. */
export async function openForNextRun(
  provider: Provider,
  who: Who,
  { nextRuns, isProduction }: { readonly nextRuns: NextRuns; readonly isProduction: boolean },
): Promise<OpenedProvider> {
  const behavior = isProduction ? "normal" : await nextRuns.take(who);
  return { provider: withBehavior(provider, behavior), isTrial: behavior !== "normal" };
}

/** The same provider, going wrong as asked; everything around it is the real path. */
export function withBehavior(provider: Provider, behavior: Behavior): Provider {
  if (behavior === "normal") return provider;
  return { ...provider, stream: (request, signal) => misbehave(provider, behavior, request, signal) };
}
