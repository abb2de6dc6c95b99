import { type Estimate, type PageRun, pageRunEvents } from "@dokly/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refreshCredits } from "../api/credits.ts";
import { freshEstimate } from "../api/fresh-estimate.ts";
import { cancelPageRun, resumePageRun, retryRunPage } from "../api/page-run-changes.ts";
import { pageRunQuery, pageRunsPath } from "../api/page-runs.ts";
import { queryKeys } from "../api/query-keys.ts";
import { useWatched } from "../api/use-watched.ts";
import { watchEvents } from "../api/watch-events.ts";
import { sayError } from "../settings/notices.ts";
import { needOfRefusal } from "../top-up/need-of.ts";
import type { TopUpNeed } from "../top-up/shortfall-figures.tsx";
import { isOver } from "./page-run-figures.ts";

/**
 * A page that may cost more than it did when its run began, or all that waits (null): asked about before it is run
 * again.
 */
export type DearerPage = { page: number | null; estimate: Estimate };
type Agreed = { maxCredits?: number };

const events = { name: "page-run", schema: pageRunEvents["page-run"] };

/** One run, live while it is written, and what can be asked of it as a whole; `take` tells of a newer state of it. */
export function usePageRun(workspace: string, id: string) {
  const queryClient = useQueryClient();
  const query = useQuery(pageRunQuery(workspace, id));
  const [dearer, setDearer] = useState<DearerPage | null>(null);
  const [need, setNeed] = useState<TopUpNeed | null>(null);
  const take = (run: PageRun): void => {
    queryClient.setQueryData(queryKeys.pageRun(workspace, id), run);
    void queryClient.invalidateQueries({ queryKey: queryKeys.pageRuns(workspace), exact: true });
    void refreshCredits(queryClient, workspace);
  };
  const isLost = useWatched({
    id: `${workspace}/${id}`,
    isActive: query.data !== undefined && !isOver(query.data),
    watch: (signal) => watchEvents(pageRunsPath(workspace, id, "events"), events, signal),
    isOver,
    onChange: take,
  });
  const asking = {
    onSuccess: take,
    onError: (error: Error): void => {
      const lacking = needOfRefusal(error);
      if (lacking === null) sayError(error);
      else setNeed(lacking);
    },
  };
  const begun = (run: PageRun): void => {
    setDearer(null);
    take(run);
  };
  const askOrSay = (error: Error, page: number | null): void => {
    const fresh = freshEstimate(error);
    if (fresh === undefined) asking.onError(error);
    else setDearer({ page, estimate: fresh });
  };
  return {
    query,
    isLost,
    take,
    stop: useMutation({ mutationFn: () => cancelPageRun(workspace, id), ...asking }),
    goOn: useMutation({
      mutationFn: (agreed: Agreed) => resumePageRun(workspace, id, agreed),
      onSuccess: begun,
      onError: (error) => askOrSay(error, null),
    }),
    retry: useMutation({
      mutationFn: ({ page, ...agreed }: { page: number } & Agreed) => retryRunPage(workspace, id, page, agreed),
      onSuccess: begun,
      onError: (error, { page }) => askOrSay(error, page),
    }),
    dearer: { asked: dearer, close: () => setDearer(null) },
    lacking: { need, close: () => setNeed(null) },
  };
}
