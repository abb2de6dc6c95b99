import { limitList, type PutLimitBody } from "@dokly/contract";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { sayDone, sayError } from "../settings/notices.ts";

const limitsPath = (workspace: string): string => apiPath("workspaces", workspace, "limits");

/** Lies below the credits: what is used of a limit moves with every action. */
export const limitsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...queryKeys.credits(workspace), "limits"],
    queryFn: ({ signal }) => api.get(limitsPath(workspace), limitList, { signal }),
  });

/** Sets one limit, or removes it (`credits` null), and says so. */
export function usePutLimit(workspace: string, onSaved?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body }: { body: PutLimitBody; done: string }) => api.put(limitsPath(workspace), body, limitList),
    onSuccess: (list, { done }) => {
      client.setQueryData(limitsQuery(workspace).queryKey, list);
      sayDone(done);
      onSaved?.();
    },
    onError: sayError,
  });
}
