import { type ApiKeyScope, apiKeyList, createdApiKey } from "@dokly/contract";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { strings } from "../strings/index.ts";
import { sayDone, sayError } from "./notices.ts";

export const apiKeysQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...queryKeys.workspace(workspace), "api-keys"],
    queryFn: ({ signal }) => api.get(apiPath("workspaces", workspace, "api-keys"), apiKeyList, { signal }),
  });

function useRefresh(workspace: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: apiKeysQuery(workspace).queryKey });
}

type NewKey = { label: string; scopes: ApiKeyScope[]; endsAt: string | null };

/** Makes a key. The reply is the only one that carries it, so it is kept in no cache. */
export function useMakeKey(workspace: string) {
  const refresh = useRefresh(workspace);
  return useMutation({
    mutationFn: (body: NewKey) => api.post(apiPath("workspaces", workspace, "api-keys"), body, createdApiKey),
    onSuccess: refresh,
    gcTime: 0,
  });
}

export function useRevokeKey(workspace: string) {
  const refresh = useRefresh(workspace);
  return useMutation({
    mutationFn: ({ id }: { id: string; label: string }) => api.delete(apiPath("workspaces", workspace, "api-keys", id)),
    onSuccess: async (_, { label }) => {
      await refresh();
      sayDone(strings.settings.keys.revoked(label));
    },
    onError: sayError,
  });
}
