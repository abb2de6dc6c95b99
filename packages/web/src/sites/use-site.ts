import { type Site, siteEvents } from "@dokly/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refreshCredits } from "../api/credits.ts";
import { freshEstimate } from "../api/fresh-estimate.ts";
import { queryKeys } from "../api/query-keys.ts";
import { cancelSite, resumeSite, retrySitePage } from "../api/site-changes.ts";
import { siteQuery, sitesPath } from "../api/sites.ts";
import { useWatched } from "../api/use-watched.ts";
import { watchEvents } from "../api/watch-events.ts";
import type { DearerPage } from "../page-runs/use-page-run.ts";
import { sayError } from "../settings/notices.ts";
import { isOver } from "./site-figures.ts";

type Agreed = { maxCredits?: number };

/** One site, live while it is written, and what can be asked of it. */
export function useSite(workspace: string, id: string) {
  const queryClient = useQueryClient();
  const query = useQuery(siteQuery(workspace, id));
  const [dearer, setDearer] = useState<DearerPage | null>(null);
  const take = (site: Site): void => {
    queryClient.setQueryData(queryKeys.site(workspace, id), site);
    void refreshCredits(queryClient, workspace);
    if (isOver(site)) void queryClient.invalidateQueries({ queryKey: queryKeys.documents(workspace) });
  };
  const isLost = useWatched({
    id: `${workspace}/${id}`,
    isActive: query.data !== undefined && !isOver(query.data),
    watch: (signal) =>
      watchEvents(sitesPath(workspace, id, "events"), { name: "site", schema: siteEvents.site }, signal),
    isOver,
    onChange: take,
  });
  const begun = (site: Site): void => {
    setDearer(null);
    take(site);
  };
  const askOrSay = (error: Error, page: number | null): void => {
    const fresh = freshEstimate(error);
    if (fresh === undefined) sayError(error);
    else setDearer({ page, estimate: fresh });
  };
  return {
    query,
    isLost,
    stop: useMutation({ mutationFn: () => cancelSite(workspace, id), onSuccess: take, onError: sayError }),
    goOn: useMutation({
      mutationFn: (agreed: Agreed) => resumeSite(workspace, id, agreed),
      onSuccess: begun,
      onError: (error) => askOrSay(error, null),
    }),
    retry: useMutation({
      mutationFn: ({ page, ...agreed }: { page: number } & Agreed) => retrySitePage(workspace, id, page, agreed),
      onSuccess: begun,
      onError: (error, { page }) => askOrSay(error, page),
    }),
    dearer: { asked: dearer, close: () => setDearer(null) },
  };
}
