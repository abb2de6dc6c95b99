import type { ActionDetail, OperatorReport, OperatorReportRow } from "@dokly/contract";
import type { Balance } from "@dokly/credits";
import { toInstant } from "../http/replies.ts";
import type { Services } from "../services.ts";
import { readPaidDraws } from "./paid-draws.ts";
import type { QueueRow } from "./report-queue.ts";
import { type AnswerRow, reportToWire } from "./report-rows.ts";

/** Over so many days is counted how often somebody reported. */
const historyDays = 90;

/** A row of the queue. */
export function rowToWire(row: QueueRow, answers: readonly AnswerRow[]): OperatorReportRow {
  const names = new Map(row.reporterName === null ? [] : [[row.reporter, row.reporterName]]);
  return {
    ...reportToWire(row, { names, answers }),
    workspace: { id: row.workspace, name: row.workspaceName },
    kind: row.kind,
    outcome: row.outcome,
    charged: Number(row.charged),
    refunded: Number(row.refunded),
    answered: row.answered,
  };
}

/** Lots that are over gave their part for good: what is refunded of it becomes goodwill. */
function sourcesOf({ lots, draws }: ActionDetail, alive: Balance["lots"]): OperatorReport["sources"] {
  return draws.flatMap(({ lot, charged }) => {
    if (charged === 0) return [];
    const source = lots.find(({ id }) => id === lot)?.source ?? null;
    return [{ lot, source, isAlive: alive.some(({ id }) => id === lot) }];
  });
}

/** All that an operator needs to answer a report. No text of a page is among it. */
export async function readOperatorReport(services: Services, row: QueueRow): Promise<OperatorReport> {
  const { actions, ai, configuration, credits, pool, reports } = services;
  const { workspace } = row;
  const [answers, action, balance, history, isMember, run] = await Promise.all([
    reports.store.listAnswers([row.id]),
    actions.readDetail(workspace, row.action),
    credits.getBalance({ workspace }),
    reports.store.countOfLate(row, historyDays),
    reports.queue.isMember(workspace, row.reporter),
    ai.store.findByAction(workspace, row.action),
  ]);
  const isKept = run?.hold?.action === row.action && run.isEnded && run.output !== null;
  const isShown = row.showsText && row.state !== "withdrawn";
  return {
    report: rowToWire(row, answers),
    action,
    workspace: {
      id: workspace,
      name: row.workspaceName,
      plan: balance.plan,
      periodEnd: toInstant(balance.period.end),
    },
    person: {
      id: row.reporter,
      name: row.reporterName ?? "Former member",
      email: row.reporterEmail,
      isMember,
    },
    refundable: action.charged - action.refunded,
    sources: sourcesOf(action, balance.lots),
    paid: [...(await readPaidDraws(pool, { workspace, draws: action.draws }, configuration.payments))],
    history,
    text: !isKept ? "gone" : isShown ? "shown" : "kept-private",
  };
}
