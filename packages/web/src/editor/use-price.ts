import type { ActionKind, AiOptions } from "@dokly/contract";
import { useQuery } from "@tanstack/react-query";
import type { Priced, Pricing } from "./pricing.ts";
import type { EditorRange } from "./selected-text.ts";

/** What is to be priced: null asks nothing. `ask` tells one asking from the next, so that each gets fresh numbers. */
export type PriceAsked = { range: EditorRange; kind: ActionKind; options: AiOptions; ask: string } | null;

const settleMs = 250;

/** The price of one action with exactly these options, asked for a moment after the last change of them. */
export function usePrice(pricing: Pricing, asked: PriceAsked) {
  return useQuery({
    queryKey: ["price", pricing.page, asked],
    enabled: asked !== null,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    queryFn: async ({ signal }): Promise<Priced> => {
      if (asked === null) throw new Error("There is nothing to price");
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      signal.throwIfAborted();
      return await pricing.one(asked, signal);
    },
  });
}
