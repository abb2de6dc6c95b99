import { z } from "zod";
import { action, actionDetail } from "./actions.ts";
import {
  type ActionKind,
  type AiOptions,
  actionKind,
  aiOptions,
  findOptionProblems,
  inputOfKind,
  optionsOfKind,
  requiredOptionsOf,
} from "./kinds.ts";
import { limitWarning } from "./limits.ts";
import { actionId, creditsAmount, instant, nanoDollars } from "./primitives.ts";
import { topUpOffer } from "./problem.ts";
import { siteEstimateBody } from "./sites.ts";

/** UTF-16 offsets into the decoded text of a page: `[start, end)`. */
export const textRange = z.object({ start: z.number().int().min(0), end: z.number().int().min(0) });
export type TextRange = z.infer<typeof textRange>;

/**
 * What an action works on: a range of a stored page, a text given with what stands around it, or nothing (`{}`).
 * Where the text is written at a cursor, the range is empty and the text is "".
 */
export const aiInput = z.union([
  z.strictObject({
    document: z.string().min(1).max(1024),
    version: z.string().min(1).max(200),
    /** Without it: the whole page. */
    range: textRange.optional(),
  }),
  z.strictObject({ text: z.string(), before: z.string().default(""), after: z.string().default("") }),
  z.strictObject({}),
]);
export type AiInput = z.input<typeof aiInput>;

type AskedInput = z.output<typeof aiInput>;

/** Why an input does not fit its kind; null where it does. */
function findInputProblem(kind: ActionKind, input: AskedInput): string | null {
  const isGiven = "document" in input || "text" in input;
  const needed = inputOfKind[kind];
  if (needed === "brief") return isGiven ? `${kind} works on its options alone: send {}` : null;
  if (!isGiven) return `${kind} needs a document with version and range, or a text`;
  if (needed !== "cursor") return null;
  const isEmpty = "document" in input ? input.range?.start === input.range?.end : input.text === "";
  if ("document" in input && input.range === undefined) return `${kind} needs a range: where the cursor stands`;
  return isEmpty ? null : `${kind} writes at a cursor: send an empty range, or text "" with what stands around it`;
}

type Asked = { readonly kinds: readonly ActionKind[]; readonly input: AskedInput; readonly options: AiOptions };

/** Says what is wrong with input and options, kind by kind. Of many kinds at once, each takes what it needs. */
function refuseMismatches({ kinds, input, options }: Asked, isSingle: boolean, context: z.RefinementCtx): void {
  const needed: ReadonlySet<string> = new Set(kinds.flatMap((kind) => optionsOfKind[kind].required));
  for (const kind of kinds) {
    const problem = findInputProblem(kind, input);
    if (problem !== null) context.addIssue({ code: "custom", path: ["input"], message: problem });
    const taken = isSingle ? options : requiredOptionsOf(kind, options);
    for (const { path, message } of findOptionProblems(kind, taken))
      context.addIssue({ code: "custom", path: [...path], message });
  }
  if (isSingle) return;
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !needed.has(name))
      context.addIssue({ code: "custom", path: ["options", name], message: "none of these kinds needs it" });
  }
}

/**
 * One kind, or many at once. Of many, each is estimated with those of the options that it needs (`tone` its tone,
 * `translate` its language, `custom` its instruction), so that its quote binds a run with just these.
 */
export const estimateBody = z.union([
  z
    .strictObject({ kind: actionKind, input: aiInput, options: aiOptions.default({}) })
    .superRefine((body, context) => refuseMismatches({ ...body, kinds: [body.kind] }, true, context)),
  z
    .strictObject({ kinds: z.array(actionKind).min(1).max(20), input: aiInput, options: aiOptions.default({}) })
    .superRefine((body, context) => refuseMismatches(body, false, context)),
  siteEstimateBody,
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
  /** Soft limits that `high` would go above: it can run, and the person should know. */
  limitWarnings: z.array(limitWarning).optional(),
  /** The range that will be replaced: the selection, widened to balanced inline Markdown. Only for a stored page. */
  range: textRange.optional(),
  /** Of `payer` byok: the most that it may cost on the workspace's own key, which is reserved of its limits. */
  providerCostNanoDollars: nanoDollars.optional(),
  /** Why it could not run now, where that is not a matter of credits; `enough` is false then. */
  refusal: z.object({ code: z.string(), detail: z.string() }).optional(),
});
export type Estimate = z.infer<typeof estimate>;

export const estimates = z.object({ items: z.partialRecord(actionKind, estimate) });
export type Estimates = z.infer<typeof estimates>;

export const runBody = z
  .strictObject({
    kind: actionKind,
    input: aiInput,
    options: aiOptions.default({}),
    quote: z.string().max(4096).optional(),
    maxCredits: creditsAmount.optional(),
  })
  .superRefine((body, context) => refuseMismatches({ ...body, kinds: [body.kind] }, true, context));
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
  settled: z.object({
    action,
    available: creditsAmount,
    /** The path at which a new page was stored, as a draft. */
    landed: z.string().optional(),
  }),
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
export const workspaceEvents = {
  credits: z.object({ version: z.number().int() }),
  /** Somebody in the workspace was told something: the version of GET …/notices. */
  notices: z.object({ version: z.number().int() }),
} as const;
