import { type AlertSettings, alertList, type UsageAlert } from "@dokly/contract";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { sayDone, sayError } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";

/** Lies below the credits: read again whenever they change. */
export const alertsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...queryKeys.credits(workspace), "alerts"],
    queryFn: ({ signal }) => api.get(apiPath("workspaces", workspace, "alerts"), alertList, { signal }),
  });

/** Takes an alert away for this person, on all of their screens. */
export function useDismissAlert(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ threshold, periodStart }: UsageAlert) =>
      api.post(apiPath("workspaces", workspace, "alerts", "dismiss"), { threshold, periodStart }, alertList),
    onSuccess: (list) => client.setQueryData(alertsQuery(workspace).queryKey, list),
    onError: sayError,
  });
}

export function useAlertSettings(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: AlertSettings) =>
      api.put(apiPath("workspaces", workspace, "alerts", "settings"), settings, alertList),
    onSuccess: (list) => {
      client.setQueryData(alertsQuery(workspace).queryKey, list);
      sayDone(strings.limits.alerts.saved);
    },
    onError: sayError,
  });
}
