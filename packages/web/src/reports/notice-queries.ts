import { type NoticeList, noticeList } from "@dokly/contract";
import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { sayError } from "../settings/notices.ts";

/** Asked for now and then too: an event may be lost. */
const askEveryMs = 60_000;

/** What the person was told and has not read, oldest first. */
export const noticesQuery = (workspace: string) =>
  queryOptions({
    queryKey: queryKeys.notices(workspace),
    queryFn: ({ signal }) => api.get(apiPath("workspaces", workspace, "notices"), noticeList, { signal }),
    refetchInterval: askEveryMs,
  });

/** Looks again where somebody was told something since the last look; a report may be answered then. */
export function refreshNotices(client: QueryClient, workspace: string, version: number): void {
  const known = client.getQueryData<NoticeList>(queryKeys.notices(workspace))?.version;
  if (known !== undefined && version <= known) return;
  void client.invalidateQueries({ queryKey: queryKeys.notices(workspace) });
  void client.invalidateQueries({ queryKey: queryKeys.reports(workspace) });
}

/** Takes a notice away for this person, on all of their screens. */
export function useReadNotice(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.post(apiPath("workspaces", workspace, "notices", `${id}`, "read"), {}, noticeList),
    onSuccess: (list) => client.setQueryData(noticesQuery(workspace).queryKey, list),
    onError: sayError,
  });
}
