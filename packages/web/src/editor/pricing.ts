import type { ActionKind, AiInput, AiOptions, Estimate } from "@dokly/contract";
import { requiredOptionsOf } from "@dokly/contract";
import { estimateKind, estimateKinds } from "../api/ai.ts";
import type { PageSession } from "./page-session.ts";
import type { OffsetMap } from "./page-text.ts";
import type { EditorRange } from "./selected-text.ts";

/** An action with its price: everything that a run needs, bound by the estimate's quote. */
export type Priced = {
  kind: ActionKind;
  options: AiOptions;
  input: AiInput;
  estimate: Estimate;
  /** What will be replaced, in the editor's offsets: the range, as the server widened it to whole Markdown. */
  range: EditorRange;
};

export type PricedKinds = Partial<Record<ActionKind, Priced>>;

/** Prices actions on ranges (in the editor's offsets) of one page. The page is saved first: the server reads it. */
export type Pricing = {
  /** The page that the prices are for, apart from every other page. */
  page: string;
  many: (
    asked: { range: EditorRange; kinds: readonly ActionKind[]; options: AiOptions },
    signal?: AbortSignal,
  ) => Promise<PricedKinds>;
  one: (asked: { range: EditorRange; kind: ActionKind; options: AiOptions }, signal?: AbortSignal) => Promise<Priced>;
};

const replacedBy = (estimate: Estimate, asked: EditorRange, map: OffsetMap): EditorRange =>
  estimate.range === undefined
    ? asked
    : { from: map.toEditor(estimate.range.start), to: map.toEditor(estimate.range.end) };

/** Throws PageConflict while two versions of the page wait for a decision, and what the API refuses. */
export function createPricing({
  workspace,
  path,
  session,
}: {
  workspace: string;
  path: string;
  session: PageSession;
}): Pricing {
  const locate = async ({ from, to }: EditorRange): Promise<{ input: AiInput; map: OffsetMap }> => {
    const { version, map } = await session.flush();
    return { input: { document: path, version, range: { start: map.toStored(from), end: map.toStored(to) } }, map };
  };
  return {
    page: `${workspace}/${path}`,
    many: async ({ range, kinds, options }, signal) => {
      const { input, map } = await locate(range);
      const reply = await estimateKinds(workspace, { kinds, input, options }, signal);
      const items: Partial<Record<ActionKind, Estimate>> = reply.items;
      const priced = kinds.flatMap((kind): [ActionKind, Priced][] => {
        const estimate = items[kind];
        if (estimate === undefined) return [];
        const own = requiredOptionsOf(kind, options);
        return [[kind, { kind, options: own, input, estimate, range: replacedBy(estimate, range, map) }]];
      });
      return Object.fromEntries(priced);
    },
    one: async ({ range, kind, options }, signal) => {
      const { input, map } = await locate(range);
      const estimate = await estimateKind(workspace, { kind, input, options }, signal);
      return { kind, options, input, estimate, range: replacedBy(estimate, range, map) };
    },
  };
}
