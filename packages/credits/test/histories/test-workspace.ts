import { randomUUID } from "node:crypto";
import type { ActionFacts, Credits, SettleHold, SetUnpaid } from "../../src/index.ts";
import { workspaceIdOf } from "../../src/index.ts";

/** The facts of an action of the meter API: a kind, and nothing else. */
export const plainAction: ActionFacts = {
  kind: "render",
  member: null,
  document: null,
  model: null,
  estimate: null,
  group: null,
  isDemo: false,
};

export type OpenTestWorkspace = {
  readonly plan?: string;
  readonly anchor?: Date;
  readonly hasTrial?: boolean;
  readonly externalId?: string;
};

/** One workspace of one engine, with short words for what tests do to it. Keys are new each time unless given. */
export async function openTestWorkspace(credits: Credits, options: OpenTestWorkspace = {}) {
  const externalId = options.externalId ?? `test ${randomUUID()}`;
  const anchor = options.anchor === undefined ? {} : { anchor: options.anchor };
  const { plan = "free", hasTrial = false } = options;
  await credits.openWorkspace({ externalId, plan, hasTrial, actor: "test", ...anchor });
  return { ...workspaceOf(credits, workspaceIdOf(externalId)), externalId };
}

/** The same words for a workspace that is open already, by another instance perhaps. */
export function workspaceOf(credits: Credits, workspace: string) {
  const actor = "test";
  return {
    id: workspace,
    balance: () => credits.getBalance({ workspace }),
    hold: (amount: bigint, more: { key?: string; deadlineMs?: number; action?: Partial<ActionFacts> } = {}) => {
      const key = more.key ?? randomUUID();
      return credits.placeHold({
        workspace,
        key,
        fingerprint: `${key} ${amount}`,
        credits: amount,
        deadlineMs: more.deadlineMs ?? 60_000,
        action: { ...plainAction, ...more.action },
        actor,
      });
    },
    settle: (hold: string, amount: bigint, more: Pick<SettleHold, "key" | "fingerprint"> = {}) =>
      credits.settleHold({ workspace, hold, charge: { credits: amount }, status: "succeeded", actor, ...more }),
    release: (hold: string, more: Pick<SettleHold, "key" | "fingerprint"> = {}) =>
      credits.releaseHold({ workspace, hold, status: "failed", failure: null, actor, ...more }),
    extend: (hold: string, deadlineMs: number) => credits.extendHold({ workspace, hold, deadlineMs }),
    grant: (amount: bigint, more: { key?: string; source?: "top-up" | "goodwill"; expiresAt?: Date } = {}) =>
      credits.grant({
        workspace,
        source: more.source ?? "goodwill",
        credits: amount,
        key: more.key ?? randomUUID(),
        reason: "test",
        actor,
        ...(more.expiresAt === undefined ? {} : { expiresAt: more.expiresAt }),
      }),
    refund: (action: string, amount: bigint, more: { key?: string } = {}) =>
      credits.refund({ workspace, action, credits: amount, reason: "test", actor, key: more.key ?? randomUUID() }),
    changePlan: (plan: string, when: "now" | "reset", more: { key?: string; anchor?: Date } = {}) =>
      credits.changePlan({ workspace, plan, when, actor, key: more.key ?? randomUUID(), ...anchorOf(more) }),
    setUnpaid: (unpaid: SetUnpaid["unpaid"], more: { key?: string } = {}) =>
      credits.setUnpaid({ workspace, unpaid, reason: "test", actor, key: more.key ?? randomUUID() }),
    suspend: (isSuspended: boolean) => credits.setSuspended({ workspace, isSuspended, actor, key: randomUUID() }),
    log: async () => (await credits.listActions({ workspace, limit: 100 })).items,
    action: (action: string) => credits.getAction({ workspace, action }),
  };
}

function anchorOf({ anchor }: { anchor?: Date }) {
  return anchor === undefined ? {} : { anchor };
}

export type TestWorkspace = ReturnType<typeof workspaceOf>;
