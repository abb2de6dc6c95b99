import { type Site, siteEvents } from "@dokly/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { refreshCredits } from "../api/credits.ts";
import { queryKeys } from "../api/query-keys.ts";
import { cancelSite, resumeSite, retrySitePage } from "../api/site-changes.ts";
import { siteQuery, sitesPath } from "../api/sites.ts";
import { useWatched } from "../api/use-watched.ts";
import { watchEvents } from "../api/watch-events.ts";
import { sayError } from "../settings/notices.ts";
import { isOver } from "./site-figures.ts";

/** One site, live while it is written, and what can be asked of it. */
export function useSite(workspace: string, id: string) {
  const queryClient = useQueryClient();
  const query = useQuery(siteQuery(workspace, id));
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
  const asking = { onSuccess: take, onError: sayError };
  return {
    query,
    isLost,
    stop: useMutation({ mutationFn: () => cancelSite(workspace, id), ...asking }),
    goOn: useMutation({ mutationFn: () => resumeSite(workspace, id), ...asking }),
    retry: useMutation({ mutationFn: (page: number) => retrySitePage(workspace, id, page), ...asking }),
  };
}
