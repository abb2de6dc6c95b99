import type { OperatorWorkspace, RunningHold } from "@dokly/contract";
import type { RunningHold as EngineHold, WorkspaceId } from "@dokly/credits";
import { balanceToWire } from "../credits/to-wire.ts";
import { toInstant } from "../http/replies.ts";
import { limitsToWire } from "../limits/limits-to-wire.ts";
import { readNames } from "../members/member-names.ts";
import { dashboardUrlOf } from "../reports/paid-draws.ts";
import type { Services } from "../services.ts";
import { actToWire } from "./act-to-wire.ts";
import { selectOperatorAudit } from "./operator-audit.ts";
import { readWorkspaceNames, requireWorkspace } from "./operator-request.ts";

const paymentsShown = 10;
const actsShown = 20;

/** Holds that run with the names of their workspaces and members. */
export async function holdsToWire(
  services: Pick<Services, "pool" | "database">,
  { items, asOf }: { readonly items: readonly EngineHold[]; readonly asOf: Date },
): Promise<RunningHold[]> {
  const workspaces = [...new Set(items.map(({ workspace }) => workspace))];
  const nameOf = await readWorkspaceNames(services, workspaces);
  const names = new Map<WorkspaceId, ReadonlyMap<string, string>>();
  for (const workspace of workspaces) {
    const members = items.flatMap((hold) => (hold.workspace === workspace && hold.member ? [hold.member] : []));
    names.set(workspace, await readNames(services.database, workspace, members));
  }
  return items.map(({ workspace, hold, action, kind, member, credits, placedAt, deadline }) => ({
    id: hold,
    action,
    workspace: nameOf(workspace),
    kind,
    member: member === null ? null : { id: member, name: names.get(workspace)?.get(member) ?? "Former member" },
    credits: Number(credits),
    placedAt: toInstant(placedAt),
    deadline: toInstant(deadline),
    ageSeconds: Math.max(0, Math.round((asOf.getTime() - placedAt.getTime()) / 1_000)),
    isOverdue: deadline <= asOf,
  }));
}

async function readPaid(services: Services, workspace: WorkspaceId): Promise<OperatorWorkspace["payments"]["paid"]> {
  type Row = {
    id: string;
    provider: "stripe" | "sandbox";
    reason: string;
    credits: bigint;
    amountCents: bigint;
    takenBackCents: bigint;
    currency: string;
    foundAt: Date;
  };
  const { rows } = await services.pool.query<Row>(
    `select object_id as id, provider, reason, credits, amount_cents as "amountCents",
       taken_back_cents as "takenBackCents", currency, found_at as "foundAt"
     from dokly.paid_objects where workspace_id = $1 order by found_at desc limit $2`,
    [workspace, paymentsShown],
  );
  return rows.map(({ provider, foundAt, ...row }) => ({
    ...row,
    credits: Number(row.credits),
    amountCents: Number(row.amountCents),
    takenBackCents: Number(row.takenBackCents),
    paidAt: toInstant(foundAt),
    url: dashboardUrlOf({ provider, payment: row.id }, services.configuration.payments),
  }));
}

async function readPayments(services: Services, workspace: WorkspaceId): Promise<OperatorWorkspace["payments"]> {
  const { payments, pool } = services;
  const { rows: flags } = await pool.query<{ id: string; kind: string; detail: string; createdAt: Date }>(
    `select id, kind, detail, created_at as "createdAt" from dokly.payment_flags
     where workspace_id = $1 and resolved_at is null order by created_at`,
    [workspace],
  );
  const subscription = (await payments?.subscriptions.findCurrent(workspace)) ?? null;
  return {
    provider: payments === null ? "none" : payments.provider.name,
    subscription:
      subscription === null
        ? null
        : {
            id: subscription.id,
            status: subscription.status,
            plan: subscription.plan,
            paidUntil: toInstant(subscription.period.end),
          },
    paid: await readPaid(services, workspace),
    flags: flags.map(({ createdAt, ...flag }) => ({ ...flag, createdAt: toInstant(createdAt) })),
  };
}

async function readAlerts(
  { alerts }: Services,
  workspace: WorkspaceId,
  operator: string,
): Promise<OperatorWorkspace["alerts"]> {
  const { items, balance } = await alerts.list(workspace, operator);
  const periodStart = toInstant(balance.period.start);
  return {
    reached: items.map(({ threshold, spent, total, reachedAt }) => ({
      threshold,
      periodStart,
      spent: Number(spent),
      total: Number(total),
      reachedAt: toInstant(reachedAt),
    })),
    settings: await alerts.settingsOf(workspace),
  };
}

/** All that an operator sees of one workspace. Of its own keys there is no secret, nor a part of one. */
export async function readOperatorWorkspace(
  services: Services,
  { id, operator }: { readonly id: string; readonly operator: string },
): Promise<OperatorWorkspace> {
  const { credits, catalog, limits, members, ownKeys, pool } = services;
  const workspace = await requireWorkspace(services, id);
  const [balance, people, payments, limitRows, alerts, keys, holds, acts] = await Promise.all([
    credits.getBalance({ workspace: workspace.id }),
    members.list(workspace.organizationId),
    readPayments(services, workspace.id),
    limits.list(workspace.id),
    readAlerts(services, workspace.id, operator),
    ownKeys.list(workspace.id),
    credits.listRunningHolds({ workspace: workspace.id, limit: 50 }),
    selectOperatorAudit(pool, { filter: { workspace: workspace.id }, after: null, limit: actsShown }),
  ]);
  return {
    id: workspace.id,
    name: workspace.name,
    createdAt: toInstant(workspace.createdAt),
    balance: balanceToWire(balance),
    plans: catalog.plans.map(({ name, monthlyCredits }) => ({
      name,
      monthlyCredits: monthlyCredits === null ? null : Number(monthlyCredits),
    })),
    members: people.map(({ joinedAt, ...person }) => ({ ...person, joinedAt: toInstant(joinedAt) })),
    payments,
    limits: await limitsToWire(services, workspace.id, limitRows),
    alerts,
    ownKeys: keys.keys,
    fallbackToCredits: keys.fallbackToCredits,
    holds: await holdsToWire(services, holds),
    acts: acts.map(actToWire),
  };
}
