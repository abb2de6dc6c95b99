import type { SiteOptions } from "@dokly/contract";
import { estimateSite } from "../api/sites.ts";
import { usePriceOf } from "../generate/use-price-of.ts";

/** What a site would cost, by its brief or by its outline. */
export function useSitePrice(workspace: string, options: SiteOptions | null) {
  return usePriceOf(["site", workspace], options, (asked, signal) => estimateSite(workspace, asked, signal));
}
