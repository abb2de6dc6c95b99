import type pg from "pg";
import { withTransaction } from "../database/with-transaction.ts";
import { insertOperatorAct, insertOperatorOutcome, type OperatorDoer } from "../operator/operator-audit.ts";
import { type AnswerRow, answerColumns, type ReportRow } from "./report-rows.ts";

/** What an operator decides. */
export type Decision = {
  readonly report: ReportRow;
  readonly by: OperatorDoer;
  /** Whole credits that were asked for: 0 declines, null is all that is left. */
  readonly credits: bigint | null;
  /** What that is. */
  readonly amount: bigint;
  readonly words: string;
  /** How many answers the operator has seen. */
  readonly after: number;
};

/** What came of it: `again` is the same decision, sent once more; `late`: somebody was faster, or took it back. */
export type Intended = { readonly result: "new" | "again"; readonly answer: AnswerRow } | { readonly result: "late" };

/** What a refund came to. */
export type RefundOutcome = { readonly goodwill: bigint; readonly goodwillUntil: Date | null };

/** An intent with what it takes to carry it out. */
export type OpenAnswer = AnswerRow &
  Pick<ReportRow, "workspace" | "action" | "kind" | "problem" | "reporter" | "runner">;

/**
 * The record of what operators answer: an intent before the refund, its outcome and who is told after it (RULES R6.5).
 * `hasMail`: whether people are told by mail too.
 */
export function createAnswerStore({ pool, hasMail }: { readonly pool: pg.Pool; readonly hasMail: boolean }) {
  return {
    /**
     * Writes a decision down, one at a time for a report: of two operators who decide at once, one does. A refund is an
     * intent; who declines has answered with it, and the audit has a line.
     */
    async decide(decision: Decision): Promise<Intended> {
      return await withTransaction(pool, async (client) => {
        const { rows } = await client.query<Pick<ReportRow, "state" | "answered">>(
          "select state, answered from dokly.action_reports where id = $1 for update",
          [decision.report.id],
        );
        const [now] = rows;
        if (now === undefined || now.state === "withdrawn") return { result: "late" };
        if (now.answered !== decision.after) return await findAgain(client, decision);
        const answer = await insertAnswer(client, decision);
        if (decision.amount === 0n) await decline(client, decision, { answer, hasMail });
        return { result: "new", answer };
      });
    },

    /** The same decision of the same operator, where it is what was decided after what they had seen. */
    findAgain: (decision: Omit<Decision, "amount">) => findAgain(pool, decision),

    /** Says what came of a refund and who is told of it, once, whoever says it. */
    async finish(answer: AnswerRow, outcome: RefundOutcome): Promise<void> {
      await withTransaction(pool, async (client) => await setDone(client, answer, { ...outcome, hasMail }));
    },

    /** The engine gave nothing back: the report stands as it stood before this answer. */
    async refuse({ report, number }: AnswerRow, code: string): Promise<void> {
      await withTransaction(pool, async (client) => {
        await client.query(
          `update dokly.report_answers set done_at = clock_timestamp(), refused = $3
           where report_id = $1 and number = $2 and done_at is null`,
          [report, number, code],
        );
        await setState(client, report);
      });
    },

    /** Intents without an outcome, some time old: their server died. Over all workspaces, by the recovery only. */
    async findOpen({ seconds, limit }: { readonly seconds: number; readonly limit: number }) {
      const { rows } = await pool.query<OpenAnswer>(
        `select ${answerColumns}, report.workspace_id as workspace, report.action_id as action, report.kind,
           report.problem, report.reporter, report.runner
         from dokly.report_answers as answer join dokly.action_reports as report on report.id = answer.report_id
         where answer.done_at is null and answer.decided_at < clock_timestamp() - make_interval(secs => $1)
         order by answer.decided_at limit $2`,
        [seconds, limit],
      );
      return rows;
    },
  };
}

async function findAgain(client: Pick<pg.Pool, "query">, decision: Omit<Decision, "amount">): Promise<Intended> {
  const { report, after, by, credits, words } = decision;
  const { rows } = await client.query<AnswerRow>(
    `select ${answerColumns} from dokly.report_answers as answer
     where report_id = $1 and number = $2 and actor = $3 and words = $5 and refused is null
       and case when $4::bigint is null then credits > 0 else credits = $4 end`,
    [report.id, after + 1, by.actor, credits, words],
  );
  const [answer] = rows;
  return answer === undefined ? { result: "late" } : { result: "again", answer };
}

async function insertAnswer(client: pg.PoolClient, decision: Decision): Promise<AnswerRow> {
  const { report, after, by, amount, words } = decision;
  await client.query(
    `update dokly.action_reports set answered = $2, state = case when $3 then 'refunding' else state end
     where id = $1`,
    [report.id, after + 1, amount > 0n],
  );
  const { rows } = await client.query<AnswerRow>(
    `insert into dokly.report_answers as answer (report_id, number, credits, words, actor, doer)
     values ($1, $2, $3, $4, $5, $6) returning ${answerColumns}`,
    [report.id, after + 1, amount, words, by.actor, JSON.stringify(by)],
  );
  const [answer] = rows;
  if (answer === undefined) throw new Error(`the answer to ${report.id} was not stored`);
  return answer;
}

async function decline(
  client: pg.PoolClient,
  { report, by, words }: Decision,
  { answer, hasMail }: { answer: AnswerRow; hasMail: boolean },
): Promise<void> {
  const { id } = await insertOperatorAct(client, {
    act: "report-declined",
    by,
    workspace: report.workspace,
    target: report.action,
    reason: words,
    key: null,
    fingerprint: null,
    details: { report: report.id },
  });
  await insertOperatorOutcome(client, id, { outcome: "done", code: null, details: {} });
  await setDone(client, answer, { goodwill: 0n, goodwillUntil: null, hasMail });
}

async function setDone(
  client: pg.PoolClient,
  answer: AnswerRow,
  { goodwill, goodwillUntil, hasMail }: RefundOutcome & { readonly hasMail: boolean },
): Promise<void> {
  const { rowCount } = await client.query(
    `update dokly.report_answers set done_at = clock_timestamp(), goodwill = $3, goodwill_until = $4
     where report_id = $1 and number = $2 and done_at is null`,
    [answer.report, answer.number, goodwill, goodwillUntil],
  );
  if (rowCount !== 1) return;
  await setState(client, answer.report);
  await tell(client, answer, hasMail);
}

/** What a report is by the answers that stand: what was refunded in part stays refunded, whatever is said later. */
async function setState(client: pg.PoolClient, report: string): Promise<void> {
  await client.query(
    `update dokly.action_reports as report set
       state = case when given.pending > 0 then 'refunding' when given.refunds > 0 then 'refunded'
         when given.answers > 0 then 'declined' else 'open' end,
       changed_at = case when given.answers > 0 then date_trunc('milliseconds', clock_timestamp()) end
     from (select count(*) filter (where done_at is null) as pending,
         count(*) filter (where done_at is not null) as answers,
         count(*) filter (where done_at is not null and credits > 0) as refunds
       from dokly.report_answers where report_id = $1 and refused is null) as given
     where report.id = $1`,
    [report],
  );
}

/** Tells who reported it: in the app, and by mail where there is any and they are still in the workspace. */
async function tell(client: pg.PoolClient, { report, number }: AnswerRow, hasMail: boolean): Promise<void> {
  await client.query(
    `insert into dokly.report_notices (workspace_id, report_id, number, person_id, mail_due_at)
     select report.workspace_id, report.id, $2, report.reporter, case when $3 and exists (
         select from dokly.workspaces as workspace
           join dokly.members as member on member.organization_id = workspace.organization_id
         where workspace.id = report.workspace_id and member.user_id = report.reporter) then clock_timestamp() end
     from dokly.action_reports as report where report.id = $1
     on conflict (report_id, number, person_id) do nothing`,
    [report, number, hasMail],
  );
}

export type AnswerStore = ReturnType<typeof createAnswerStore>;
