import type { ActionDetail, StoryEvent } from "@dokly/contract";
import { toInstant } from "../http/replies.ts";
import type { OperatorActRow } from "./operator-audit.ts";

/** The server's own record of a run; actions of sites, runs of pages and other services have none. */
export type RunFacts = {
  readonly writer: string;
  readonly requestId: string | null;
  readonly startedAt: Date;
  readonly cancelRequestedAt: Date | null;
  readonly failureCode: string | null;
};

export type Story = {
  readonly action: ActionDetail;
  readonly run: RunFacts | null;
  /** When its member took it back; null: they did not. */
  readonly undoneAt: Date | null;
  /** Acts of operators on it, the oldest first. */
  readonly acts: readonly OperatorActRow[];
};

type Facts = StoryEvent["facts"];

function event(what: StoryEvent["what"], at: string, facts: Facts): StoryEvent {
  return { what, at, facts };
}

/** What was sent to the AI provider and what it answered; holds of other services have no model. */
function providerEvents({ action, run }: Story): StoryEvent[] {
  const { model, startedAt, endedAt, receipt, requestId, failure } = action;
  if (model === null) return [];
  const writer = run?.writer ?? null;
  const sent = event("sent", startedAt, { model, writer, requestId: run?.requestId ?? null });
  const asked = run?.cancelRequestedAt ?? null;
  const cancel = asked === null ? [] : [event("cancel-asked", toInstant(asked), {})];
  if (endedAt === null) return [sent, ...cancel];
  // One hold is one request: whoever tries again takes another hold, which is another action.
  if (receipt === null) {
    const facts = { requestId, code: failure?.code ?? run?.failureCode ?? null, retries: 0 };
    return [sent, ...cancel, event("provider-failed", endedAt, facts)];
  }
  const { input, cacheRead, cacheWrite, output, thinking } = receipt.usage;
  const facts = { requestId, input, cacheRead, cacheWrite, output, thinking, retries: 0 };
  return [sent, ...cancel, event("answered", endedAt, facts)];
}

/** The end of its hold, from its ledger lines: what time alone ended has other ones than what failed. */
function endEvents({ action }: Story): StoryEvent[] {
  const { status, endedAt, failure, held, charged } = action;
  if (status === "running" || endedAt === null) return [];
  const returned = held - charged;
  if (charged > 0 || status === "succeeded") {
    return [event("settled", endedAt, { charged, returned })];
  }
  const what = failure?.code === "hold-expired" ? "expired" : "released";
  return [event(what, endedAt, { charged, returned, code: failure?.code ?? null, message: failure?.message ?? null })];
}

/** Refunds as the ledger has them: lines of one instant are one refund. */
function refundEvents({ transfers }: ActionDetail): StoryEvent[] {
  const byInstant = new Map<string, { credits: number; lots: Set<string> }>();
  for (const { cause, at, credits, lot } of transfers) {
    if (!cause.startsWith("refund")) continue;
    const found = byInstant.get(at) ?? { credits: 0, lots: new Set<string>() };
    byInstant.set(at, { credits: found.credits + credits, lots: found.lots.add(lot) });
  }
  return [...byInstant].map(([at, { credits, lots }]) =>
    event("refunded", at, { credits, lots: [...lots].join(", ") }),
  );
}

function actEvent({ id, at, act, by, reason, outcome, details }: OperatorActRow): StoryEvent {
  const { credits } = details;
  return event("operator-act", toInstant(at), {
    id,
    act,
    by: by.name,
    reason,
    outcome: outcome?.outcome ?? null,
    code: outcome?.code ?? null,
    credits: typeof credits === "number" ? credits : null,
  });
}

/**
 * An action's story in the order in which it happens, which is not always that of its instants: the clock that business
 * goes by may be simulated, an operator's is not.
 */
export function storyEventsOf(story: Story): StoryEvent[] {
  const { action, undoneAt, acts } = story;
  const { startedAt, estimate, held } = action;
  return [
    ...(estimate === null ? [] : [event("estimated", startedAt, { low: estimate.low, high: estimate.high })]),
    event("held", startedAt, { credits: held, lots: action.draws.map(({ lot }) => lot).join(", ") }),
    ...providerEvents(story),
    ...endEvents(story),
    ...(undoneAt === null ? [] : [event("undone", toInstant(undoneAt), {})]),
    ...refundEvents(action),
    ...acts.map(actEvent),
  ];
}
