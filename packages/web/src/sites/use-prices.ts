import type { AiOptions, Estimate, SiteOptions } from "@dokly/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { estimateKind } from "../api/ai.ts";
import { estimateSite } from "../api/sites.ts";

/** A moment after the last change: a price is not asked for at each key. */
const settleMs = 350;

function usePrice<Options>(
  key: readonly unknown[],
  options: Options | null,
  ask: (options: Options, signal: AbortSignal) => Promise<Estimate>,
) {
  return useQuery({
    queryKey: [...key, options],
    enabled: options !== null,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    // The last figures stay while new ones are on their way, so that the form does not jump.
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Estimate> => {
      if (options === null) throw new Error("There is nothing to price");
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      signal.throwIfAborted();
      return await ask(options, signal);
    },
  });
}

/** What a site would cost, by its brief or by its outline. */
export function useSitePrice(workspace: string, options: SiteOptions | null) {
  return usePrice(["site-price", workspace], options, (asked, signal) => estimateSite(workspace, asked, signal));
}

/** What the outline alone would cost; its quote binds the run. */
export function useOutlinePrice(workspace: string, options: AiOptions | null) {
  return usePrice(["outline-price", workspace], options, (asked, signal) =>
    estimateKind(workspace, { kind: "outline", input: {}, options: asked }, signal),
  );
}
