import type { Site } from "@dokly/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { refreshCredits } from "../api/credits.ts";
import { queryKeys } from "../api/query-keys.ts";
import { cancelSite, resumeSite, retrySitePage } from "../api/site-changes.ts";
import { siteQuery } from "../api/sites.ts";
import { watchSite } from "../api/watch-site.ts";
import { sayError } from "../settings/notices.ts";
import { isOver } from "./site-figures.ts";

/** Between two tries to see a site again whose connection was lost. */
const reconnectMs = 2_000;

/** One site, live while it is written, and what can be asked of it. */
export function useSite(workspace: string, id: string) {
  const queryClient = useQueryClient();
  const query = useQuery(siteQuery(workspace, id));
  const [isLost, setIsLost] = useState(false);
  const take = useEffectEvent((site: Site): void => {
    setIsLost(false);
    queryClient.setQueryData(queryKeys.site(workspace, id), site);
    void refreshCredits(queryClient, workspace);
    if (isOver(site)) void queryClient.invalidateQueries({ queryKey: queryKeys.documents(workspace) });
  });
  const isWatched = query.data !== undefined && !isOver(query.data);

  useEffect(() => {
    if (!isWatched) return;
    const stopped = new AbortController();
    const watch = async (): Promise<void> => {
      while (!stopped.signal.aborted) {
        try {
          for await (const site of watchSite(workspace, id, stopped.signal)) {
            take(site);
            if (isOver(site)) return;
          }
        } catch {
          if (!stopped.signal.aborted) setIsLost(true);
        }
        await new Promise((resolve) => setTimeout(resolve, reconnectMs));
      }
    };
    void watch();
    return () => stopped.abort();
  }, [isWatched, workspace, id]);

  const asking = { onSuccess: take, onError: sayError };
  return {
    query,
    isLost,
    stop: useMutation({ mutationFn: () => cancelSite(workspace, id), ...asking }),
    goOn: useMutation({ mutationFn: () => resumeSite(workspace, id), ...asking }),
    retry: useMutation({ mutationFn: (page: number) => retrySitePage(workspace, id, page), ...asking }),
  };
}
