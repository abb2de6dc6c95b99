import { actionReport, type ReportBody } from "@dokly/contract";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { sayDone, sayError } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";

const words = strings.reports;
const pathOf = (workspace: string, action: string) => apiPath("workspaces", workspace, "actions", action, "report");

/** What was reported of an action, and whether it can be. */
export const actionReportQuery = (workspace: string, action: string) =>
  queryOptions({
    queryKey: [...queryKeys.reports(workspace), action],
    queryFn: ({ signal }) => api.get(pathOf(workspace, action), actionReport, { signal }),
  });

export function useSendReport(workspace: string, action: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ReportBody) => api.post(pathOf(workspace, action), body, actionReport),
    onSuccess: (told) => {
      client.setQueryData(actionReportQuery(workspace, action).queryKey, told);
      sayDone(words.form.sent);
    },
  });
}

export function useWithdrawReport(workspace: string, action: string) {
  const client = useQueryClient();
  const { queryKey } = actionReportQuery(workspace, action);
  return useMutation({
    mutationFn: () => api.delete(pathOf(workspace, action)),
    onSuccess: () => sayDone(words.status.withdrawn),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}
