import { type ActionKind, type AiOptions, selectionLengthMax } from "@dokly/contract";
import { useQuery } from "@tanstack/react-query";
import type { PricedKinds, Pricing } from "./pricing.ts";
import type { EditorRange } from "./selected-text.ts";

const settleMs = 120;

/**
 * Prices every kind of the menu on a selection. `ask` counts how often the menu was opened, so that each opening gets
 * fresh numbers.
 */
export function useEstimates(
  pricing: Pricing,
  asked: { range: EditorRange | null; kinds: readonly ActionKind[]; options: AiOptions; ask: number },
) {
  const { range, kinds, options, ask } = asked;
  return useQuery({
    queryKey: ["estimates", pricing.page, ask, range, kinds, options],
    enabled: range !== null && range.to - range.from <= selectionLengthMax && kinds.length > 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    queryFn: async ({ signal }): Promise<PricedKinds> => {
      if (range === null) throw new Error("There is no selection to estimate");
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      signal.throwIfAborted();
      return await pricing.many({ range, kinds, options }, signal);
    },
  });
}
