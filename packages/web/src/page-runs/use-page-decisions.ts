import type { AcceptPageBody, PageRun } from "@dokly/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { acceptRunPage, rejectRunPage } from "../api/page-run-review.ts";
import { isProblem } from "../api/problem.ts";
import { queryKeys } from "../api/query-keys.ts";
import { sayDone, sayError } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";

const words = strings.pageRuns;

/** Accepting and rejecting what was written; `take` hears of the run after each decision. */
export function usePageDecisions(workspace: string, run: PageRun, take: (run: PageRun) => void) {
  const queryClient = useQueryClient();
  const showConflict = (page: number) =>
    queryClient.invalidateQueries({ queryKey: queryKeys.runText(workspace, run.id, page) });
  const pagesChanged = () => queryClient.invalidateQueries({ queryKey: queryKeys.documents(workspace) });

  const accept = useMutation({
    mutationFn: ({ page, body }: { page: number; body: AcceptPageBody }) =>
      acceptRunPage(workspace, run.id, page, body),
    onSuccess: (accepted) => {
      take(accepted.run);
      void pagesChanged();
    },
    onError: (error, { page }) => {
      if (isProblem(error, "version-conflict")) void showConflict(page);
      else sayError(error);
    },
  });
  const reject = useMutation({
    mutationFn: (page: number) => rejectRunPage(workspace, run.id, page),
    onSuccess: take,
    onError: sayError,
  });
  /** One page after the other; those that changed in the meantime stay to be decided. */
  const acceptAll = useMutation({
    mutationFn: async () => {
      const waiting = run.pages.filter(({ state }) => state === "to-review");
      let changed = 0;
      for (const { number } of waiting) {
        try {
          take((await acceptRunPage(workspace, run.id, number, {})).run);
        } catch (error) {
          if (!isProblem(error, "version-conflict")) throw error;
          changed += 1;
          void showConflict(number);
        }
      }
      return { accepted: waiting.length - changed, changed };
    },
    onSuccess: ({ accepted, changed }) => sayDone(words.run.acceptedAll(accepted, changed)),
    onError: sayError,
    onSettled: pagesChanged,
  });
  return { accept, reject, acceptAll };
}

export type PageDecisions = ReturnType<typeof usePageDecisions>;
