import type { GoodwillGranted } from "@dokly/contract";
import type { Credits, WorkspaceId } from "@dokly/credits";

/** Credits that an operator gives, by an act that is in the audit already. */
export type GoodwillGrant = {
  /** Of the act. */
  readonly id: string;
  readonly workspace: WorkspaceId;
  readonly credits: number;
  /** Null: at the next reset. */
  readonly expiresAt: Date | null;
  readonly reason: string;
  readonly actor: string;
};

/** Gives a workspace credits, once for each act: the one way for the console and the command line. */
export async function grantGoodwill(engine: Pick<Credits, "grant">, given: GoodwillGrant): Promise<GoodwillGranted> {
  const { id, workspace, credits, expiresAt, reason, actor } = given;
  const granted = await engine.grant({
    workspace,
    source: "goodwill",
    credits: BigInt(credits),
    key: `operator:${id}`,
    reason,
    actor,
    ...(expiresAt === null ? {} : { expiresAt }),
  });
  return { id, lot: granted.lot, credits, available: Number(granted.available) };
}
