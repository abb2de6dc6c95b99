import type { SitePageState, SiteState } from "@dokly/contract";
import type { TokenUsage, WorkspaceId } from "@dokly/credits";
import type { OutputCipher } from "../ai/runner/output-cipher.ts";
import type { Doer } from "../byok/audit-log.ts";

/** Names one job: a site, or a run of pages. */
export type JobKey = { readonly workspace: WorkspaceId; readonly job: string };

/** A text that is kept before it is charged, and how it is charged. */
export type WrittenOutput = {
  readonly text: string;
  readonly usage: TokenUsage;
  readonly status: "succeeded" | "cancelled";
  /** It was stopped, at its limit or by a person. */
  readonly isDraft: boolean;
};

/** One page of a job, whatever is done with it. */
export type JobPage = {
  readonly number: number;
  readonly path: string;
  readonly title: string;
  readonly low: bigint;
  readonly high: bigint;
  readonly state: SitePageState;
  readonly attempt: number;
  /** The hold of this try; null until it is taken. */
  readonly hold: { readonly action: string; readonly hold: string } | null;
  /** Whether its hold shares the deadline of others. */
  readonly isLinked: boolean;
  /** The workspace's own key that pays, with the most that a try may cost on it; null: credits do. */
  readonly ownKey: { readonly id: string; readonly nanoDollars: bigint } | null;
  /** Of all tries together. */
  readonly charged: bigint;
  /** What all tries together cost on own keys. */
  readonly nanoDollarsUsed: bigint;
  readonly isDraft: boolean;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly output: WrittenOutput | null;
};

/** Some pages that are written in the background, with the credits of all of them held together. */
export type PageJob<Page extends JobPage = JobPage> = JobKey & {
  readonly member: string;
  readonly actor: string;
  readonly fingerprint: string;
  /** Null for what was begun before this was written down. */
  readonly begunBy: Doer | null;
  readonly writer: "anthropic" | "demo";
  readonly state: SiteState;
  readonly round: number;
  readonly version: bigint;
  readonly isCancelRequested: boolean;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly pages: readonly Page[];
};

export type PageOf<Job extends PageJob> = Job["pages"][number];

/** Where jobs of one sort are kept. Names and columns are ours alone: they are a part of SQL. */
export type JobTables = {
  readonly jobs: string;
  readonly pages: string;
  /** The column that names a job, in both tables. */
  readonly id: string;
  /** The columns of this sort only, each with the name of its field. */
  readonly jobColumns: string;
  readonly pageColumns: string;
  /** For how many days a written text stays, to be looked through; null where it is stored elsewhere at once. */
  readonly outputDays: number | null;
};

export const jobColumns = `member, actor, fingerprint, begun_by as "begunBy", writer, state, round, version,
  cancel_requested_at is not null as "isCancelRequested", started_at as "startedAt", ended_at as "endedAt"`;
/** A text comes along only while it is not settled: those that wait to be looked through are read one by one. */
export const pageColumns = `number, path, title, low, high, state, attempt, action_id as action, hold_id as hold,
  is_linked as "isLinked", own_key as "ownKeyId", nano_dollars as "nanoDollars",
  nano_dollars_used as "nanoDollarsUsed", charged, is_draft as "isDraft", failure_code as "failureCode",
  failure_message as "failureMessage", case when usage is not null then output end as output, usage, settle_status as "settleStatus"`;

/** A page as `pageColumns` give it. */
export type StoredPage = Omit<JobPage, "hold" | "failure" | "output" | "ownKey"> & {
  readonly ownKeyId: string | null;
  readonly nanoDollars: bigint | null;
  readonly action: string | null;
  readonly hold: string | null;
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly output: Buffer | null;
  readonly usage: TokenUsage | null;
  readonly settleStatus: WrittenOutput["status"] | null;
};

/** What a page's kept text is bound to: moved to another page or try, it can not be read. */
export function outputBinding(key: JobKey, page: { readonly number: number; readonly attempt: number }): string {
  return `${key.workspace}|${key.job}|${page.number}|${page.attempt}`;
}

/** A page as its row has it; the columns of its sort come along as they are. */
export function pageFromRow(stored: StoredPage, key: JobKey, cipher: OutputCipher): JobPage {
  const { action, hold, failureCode: code, failureMessage: message, output, usage, settleStatus, ...kept } = stored;
  const { ownKeyId, nanoDollars, ...page } = kept;
  const isUnsettled = output !== null && usage !== null && settleStatus !== null;
  const text = isUnsettled ? cipher.open(output, outputBinding(key, page)) : null;
  return {
    ...page,
    ownKey: ownKeyId === null || nanoDollars === null ? null : { id: ownKeyId, nanoDollars },
    hold: action === null || hold === null ? null : { action, hold },
    failure: code === null || message === null ? null : { code, message },
    output: isUnsettled && text !== null ? { text, usage, status: settleStatus, isDraft: page.isDraft } : null,
  };
}
