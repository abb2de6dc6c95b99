import { randomUUID } from "node:crypto";
import type { LimitWarning, limitModes } from "@dokly/contract";
import type { Credits, WorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { createLimitAuthorStore, type LimitAuthor } from "./limit-author-store.ts";
import { createSoftLimitStore, type LimitScope, type SoftLimit } from "./soft-limit-store.ts";

/** A bound that no period reaches: the engine counts for it and never refuses. */
const unreachable = BigInt(Number.MAX_SAFE_INTEGER);

export type LimitRow = LimitScope & {
  readonly mode: (typeof limitModes)[number];
  readonly credits: bigint;
  readonly used: bigint;
  readonly reserved: bigint;
};
/** Who set a limit; null: it is not known. */
export type AuthoredLimit = LimitRow & { readonly author: LimitAuthor | null };

/** Limits of members and kinds: hard ones are the engine's own, soft ones warn before an action runs. */
export type UsageLimits = {
  list(workspace: WorkspaceId): Promise<readonly AuthoredLimit[]>;
  authorOf(
    workspace: WorkspaceId,
    limit: Pick<LimitRow, "member" | "kind" | "mode" | "credits">,
  ): Promise<LimitAuthor | null>;
  /** Sets one; `credits` null removes it. */
  set(workspace: WorkspaceId, limit: Pick<LimitRow, "member" | "kind" | "mode"> & Asked): Promise<void>;
  /** What to warn a member of before actions run. */
  warnerFor(workspace: WorkspaceId, member: string): Promise<LimitWarner>;
};
/** `by` is who sets it, as actions name people and API keys. */
type Asked = { readonly credits: bigint | null; readonly actor: string; readonly by: string };
/** Soft limits that an action of these kinds and at most so many credits would go above, for its estimate. */
export type LimitWarner = (kinds: readonly string[], high: number) => { limitWarnings?: LimitWarning[] };

export function createUsageLimits({
  credits,
  pool,
}: {
  readonly credits: Pick<Credits, "getLimits" | "setLimit">;
  readonly pool: pg.Pool;
}): UsageLimits {
  const store = createSoftLimitStore({ pool });
  const authors = createLimitAuthorStore({ pool });

  function setInEngine(workspace: WorkspaceId, { member, kind }: LimitScope, amount: bigint | null, actor: string) {
    return credits.setLimit({ workspace, member, kind, credits: amount, actor, key: randomUUID() });
  }

  /** Soft ones that the engine does not count for yet, since a server died in between, are counted from now on. */
  async function countAll(workspace: WorkspaceId, soft: readonly SoftLimit[]) {
    const found = await credits.getLimits({ workspace });
    const missing = soft.filter((limit) => !found.some((one) => isSame(one, limit)));
    if (missing.length === 0) return found;
    for (const limit of missing) await setInEngine(workspace, limit, unreachable, "limits");
    return await credits.getLimits({ workspace });
  }

  async function rowsOf(workspace: WorkspaceId, soft: readonly SoftLimit[]): Promise<readonly LimitRow[]> {
    const counted = await countAll(workspace, soft);
    return counted.flatMap((limit): LimitRow[] => {
      const { member, kind, ownKey, credits: most, used, reserved } = limit;
      if (ownKey !== null || most === undefined || most === null) return [];
      const row = { member, kind, used, reserved };
      if (most < unreachable) return [{ ...row, mode: "hard", credits: most }];
      const warned = soft.find((one) => isSame(one, limit));
      return warned === undefined ? [] : [{ ...row, mode: "soft", credits: warned.credits }];
    });
  }

  return {
    list: async (workspace) => {
      const authorOf = await authors.list(workspace);
      const rows = await rowsOf(workspace, await store.list(workspace));
      return rows.map((row) => ({ ...row, author: authorOf(row) }));
    },
    authorOf: async (workspace, limit) => (await authors.list(workspace))(limit),
    set: async (workspace, { mode, credits: most, actor, by, ...scope }) => {
      if (most === null) await authors.remove(workspace, scope);
      else await authors.set(workspace, { ...scope, mode, credits: most }, by);
      // What stands in the engine decides which of the two it is: a server that dies in between leaves the one before,
      // or the one that was asked for.
      if (most !== null && mode === "soft") {
        await store.set(workspace, scope, most);
        await setInEngine(workspace, scope, unreachable, actor);
        return;
      }
      await setInEngine(workspace, scope, most, actor);
      await store.remove(workspace, scope);
    },
    warnerFor: async (workspace, member) => {
      const soft = await store.list(workspace);
      if (soft.length === 0) return () => ({});
      const rows = (await rowsOf(workspace, soft)).filter(
        (row) => row.mode === "soft" && (row.member === null || row.member === member),
      );
      return (kinds, high) => {
        const limitWarnings = rows
          .filter((row) => row.kind === null || kinds.includes(row.kind))
          .filter((row) => row.used + row.reserved + BigInt(high) > row.credits)
          .map(warningOf);
        return limitWarnings.length === 0 ? {} : { limitWarnings };
      };
    },
  };
}

function warningOf({ member, kind, credits, used, reserved }: LimitRow): LimitWarning {
  return { member, kind, credits: Number(credits), used: Number(used), reserved: Number(reserved) };
}

function isSame(one: LimitScope, other: LimitScope): boolean {
  return one.member === other.member && one.kind === other.kind;
}
