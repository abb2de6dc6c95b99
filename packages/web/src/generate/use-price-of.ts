import type { ActionKind, AiOptions, Estimate } from "@dokly/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { estimateKind } from "../api/ai.ts";

/** A moment after the last change: a price is not asked for at each key. */
const settleMs = 350;

/** What something of these options would cost; null options cost nothing yet. `key` names what is priced, and where. */
export function usePriceOf<Options, Price extends Omit<Estimate, "range">>(
  key: readonly string[],
  options: Options | null,
  ask: (options: Options, signal: AbortSignal) => Promise<Price>,
) {
  return useQuery({
    queryKey: ["price-of", ...key, options],
    enabled: options !== null,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    // The last figures stay while new ones are on their way, so that the form does not jump.
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Price> => {
      if (options === null) throw new Error("There is nothing to price");
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      signal.throwIfAborted();
      return await ask(options, signal);
    },
  });
}

/** What a page or an outline of these options would cost; the quote binds the run. */
export function useBriefPrice(workspace: string, kind: ActionKind, options: AiOptions | null) {
  return usePriceOf([kind, workspace], options, (asked, signal) =>
    estimateKind(workspace, { kind, input: {}, options: asked }, signal),
  );
}
