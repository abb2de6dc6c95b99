import type { AiOptions, Estimate } from "@dokly/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { estimateKind } from "../api/ai.ts";

const settleMs = 350;

/** What a page of these options would cost, a moment after the last change; null options cost nothing yet. */
export function usePagePrice(workspace: string, options: AiOptions | null) {
  return useQuery({
    queryKey: ["page-price", workspace, options],
    enabled: options !== null,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    // The last figures stay while new ones are on their way, so that the form does not jump.
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Estimate> => {
      if (options === null) throw new Error("There is no page to price");
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      signal.throwIfAborted();
      return await estimateKind(workspace, { kind: "page", input: {}, options }, signal);
    },
  });
}
