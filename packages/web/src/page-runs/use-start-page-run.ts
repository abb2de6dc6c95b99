import type { CreatePageRunBody } from "@dokly/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { refreshCredits } from "../api/credits.ts";
import { createPageRun } from "../api/page-runs.ts";
import { queryKeys } from "../api/query-keys.ts";
import { useIntentKey } from "../api/use-intent-key.ts";

/** Starts a run and goes to its page. The same pages at the same price are never started twice. */
export function useStartPageRun(workspace: string, onRefused: (error: Error, asked: CreatePageRunBody) => void) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const keyOf = useIntentKey();
  return useMutation({
    mutationFn: (body: CreatePageRunBody) => createPageRun(workspace, body, keyOf(body)),
    onSuccess: (run) => {
      queryClient.setQueryData(queryKeys.pageRun(workspace, run.id), run);
      void queryClient.invalidateQueries({ queryKey: queryKeys.pageRuns(workspace), exact: true });
      void refreshCredits(queryClient, workspace);
      void navigate({ to: "/w/$workspace/page-runs/$run", params: { workspace, run: run.id } });
    },
    onError: (error, asked) => {
      // A page or the balance may have changed since the price was shown.
      void queryClient.invalidateQueries({ queryKey: ["price-of", "page-run", workspace] });
      onRefused(error, asked);
    },
  });
}

export type StartPageRun = ReturnType<typeof useStartPageRun>;
