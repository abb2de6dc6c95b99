import { z } from "zod";
import { action, actionDetail } from "./actions.ts";
import { actionId, creditsAmount, instant } from "./primitives.ts";
import { topUpOffer } from "./problem.ts";

/** The kinds of action that can be run now. */
export const kinds = ["improve", "expand", "grammar"] as const;
export const kind = z.enum(kinds);
export type Kind = z.infer<typeof kind>;

/** UTF-16 offsets into the decoded text of a page: `[start, end)`. */
export const textRange = z.object({ start: z.number().int().min(0), end: z.number().int().min(0) });
export type TextRange = z.infer<typeof textRange>;

/** What an action works on: a range of a stored page, or a text given with what stands around it. */
export const aiInput = z.union([
  z.strictObject({ document: z.string().min(1).max(1024), version: z.string().min(1).max(200), range: textRange }),
  z.strictObject({ text: z.string(), before: z.string().default(""), after: z.string().default("") }),
]);
export type AiInput = z.input<typeof aiInput>;

export const aiOptions = z.strictObject({});

export const estimateBody = z.union([
  z.strictObject({ kind, input: aiInput, options: aiOptions.default({}) }),
  z.strictObject({ kinds: z.array(kind).min(1).max(20), input: aiInput, options: aiOptions.default({}) }),
]);
export type EstimateBody = z.input<typeof estimateBody>;

export const estimate = z.object({
  low: creditsAmount,
  high: creditsAmount,
  available: creditsAmount,
  enough: z.boolean(),
  /** True from `high` 10 on: ask the person first. */
  confirm: z.boolean(),
  payer: z.enum(["credits", "byok"]),
  quote: z.string(),
  quoteEndsAt: instant,
  shortfall: creditsAmount.optional(),
  topUp: topUpOffer.optional(),
  /** The range that will be replaced: the selection, widened to balanced inline Markdown. Only for a stored page. */
  range: textRange.optional(),
});
export type Estimate = z.infer<typeof estimate>;

export const estimates = z.object({ items: z.partialRecord(kind, estimate) });
export type Estimates = z.infer<typeof estimates>;

export const runBody = z.strictObject({
  kind,
  input: aiInput,
  options: aiOptions.default({}),
  quote: z.string().max(4096).optional(),
  maxCredits: creditsAmount.optional(),
});
export type RunBody = z.input<typeof runBody>;

/** Server-sent events of POST /workspaces/{w}/ai/actions, by event name. */
export const runEvents = {
  held: z.object({
    actionId,
    estimate: z.object({ low: creditsAmount, high: creditsAmount }),
    held: creditsAmount,
    available: creditsAmount,
    /** Who writes: the real provider or the demo writer, which is labelled wherever its text shows. */
    writer: z.enum(["anthropic", "demo"]),
  }),
  text: z.object({ delta: z.string() }),
  settled: z.object({ action, available: creditsAmount }),
  refunded: z.object({ action, available: creditsAmount }),
} as const;
export type RunEvent = {
  [E in keyof typeof runEvents]: { event: E; data: z.infer<(typeof runEvents)[E]> };
}[keyof typeof runEvents];

/** GET /workspaces/{w}/ai/actions/{id}/output: the kept text of an action (its own member only), 7 days by default. */
export const actionOutput = z.object({ action: actionDetail, text: z.string() });

/** PUT /workspaces/{w}/ai/next-run, outside production: what the next action of this person does. */
export const nextRunBehaviors = ["normal", "fail-at-start", "fail-midway", "slow"] as const;
export const nextRun = z.strictObject({ behavior: z.enum(nextRunBehaviors) });
export type NextRun = z.infer<typeof nextRun>;

/** GET /workspaces/{w}/events: sent when the workspace's credits changed; `id` is the version, for resuming. */
export const workspaceEvents = { credits: z.object({ version: z.number().int() }) } as const;
