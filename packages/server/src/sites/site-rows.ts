import type { SitePageState, SiteState } from "@dokly/contract";
import type { TokenUsage, WorkspaceId } from "@dokly/credits";
import type { OutputCipher } from "../ai/runner/output-cipher.ts";

/** Names one site. */
export type SiteKey = { readonly workspace: WorkspaceId; readonly site: string };

/** A text that is kept before it is charged, and how it is charged. */
export type WrittenOutput = {
  readonly text: string;
  readonly usage: TokenUsage;
  readonly status: "succeeded" | "cancelled";
  /** It was stopped, at its limit or by a person. */
  readonly isDraft: boolean;
};

export type SitePageRow = {
  readonly number: number;
  readonly path: string;
  readonly title: string;
  readonly brief: string;
  readonly low: bigint;
  readonly high: bigint;
  readonly state: SitePageState;
  readonly attempt: number;
  /** The hold of this try; null until it is taken. */
  readonly hold: { readonly action: string; readonly hold: string } | null;
  /** Whether its hold shares the deadline of others. */
  readonly isLinked: boolean;
  /** Of all tries together. */
  readonly charged: bigint;
  readonly isDraft: boolean;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly output: WrittenOutput | null;
};

export type SiteRow = SiteKey & {
  readonly member: string;
  readonly actor: string;
  readonly fingerprint: string;
  readonly outlineAction: string | null;
  readonly title: string;
  readonly audience: string | null;
  readonly notes: string | null;
  readonly sources: readonly string[];
  readonly writer: "anthropic" | "demo";
  readonly state: SiteState;
  readonly round: number;
  readonly version: bigint;
  readonly isCancelRequested: boolean;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly pages: readonly SitePageRow[];
};

/** A site as its table has it, with its pages as JSON beside it. */
export type StoredSite = {
  workspace_id: string;
  site_id: string;
  member: string;
  actor: string;
  fingerprint: string;
  outline_action: string | null;
  title: string;
  audience: string | null;
  notes: string | null;
  sources: string[];
  writer: "anthropic" | "demo";
  state: SiteState;
  round: number;
  version: bigint;
  is_cancel_requested: boolean;
  started_at: Date;
  ended_at: Date | null;
};

export type StoredSitePage = {
  number: number;
  path: string;
  title: string;
  brief: string;
  low: bigint;
  high: bigint;
  state: SitePageState;
  attempt: number;
  action_id: string | null;
  hold_id: string | null;
  is_linked: boolean;
  charged: bigint;
  is_draft: boolean;
  failure_code: string | null;
  failure_message: string | null;
  output: Buffer | null;
  usage: TokenUsage | null;
  settle_status: "succeeded" | "cancelled" | null;
};

/** What a page's kept text is bound to: moved to another page or try, it can not be read. */
export function outputBinding(key: SiteKey, page: { readonly number: number; readonly attempt: number }): string {
  return `${key.workspace}|${key.site}|${page.number}|${page.attempt}`;
}

function outputOf(stored: StoredSitePage, key: SiteKey, cipher: OutputCipher): WrittenOutput | null {
  if (stored.output === null || stored.usage === null || stored.settle_status === null) return null;
  const text = cipher.open(stored.output, outputBinding(key, stored));
  return text === null ? null : { text, usage: stored.usage, status: stored.settle_status, isDraft: stored.is_draft };
}

function toPage(stored: StoredSitePage, key: SiteKey, cipher: OutputCipher): SitePageRow {
  const { action_id: action, hold_id: hold, failure_code: code, failure_message: message } = stored;
  return {
    number: stored.number,
    path: stored.path,
    title: stored.title,
    brief: stored.brief,
    low: stored.low,
    high: stored.high,
    state: stored.state,
    attempt: stored.attempt,
    hold: action === null || hold === null ? null : { action, hold },
    isLinked: stored.is_linked,
    charged: stored.charged,
    isDraft: stored.is_draft,
    failure: code === null || message === null ? null : { code, message },
    output: outputOf(stored, key, cipher),
  };
}

/** A site with its pages, as its rows have them. */
export function toSite(stored: StoredSite, pages: readonly StoredSitePage[], cipher: OutputCipher): SiteRow {
  const key = { workspace: stored.workspace_id, site: stored.site_id };
  return {
    ...key,
    member: stored.member,
    actor: stored.actor,
    fingerprint: stored.fingerprint,
    outlineAction: stored.outline_action,
    title: stored.title,
    audience: stored.audience,
    notes: stored.notes,
    sources: stored.sources,
    writer: stored.writer,
    state: stored.state,
    round: stored.round,
    version: stored.version,
    isCancelRequested: stored.is_cancel_requested,
    startedAt: stored.started_at,
    endedAt: stored.ended_at,
    pages: pages.map((page) => toPage(page, key, cipher)),
  };
}
