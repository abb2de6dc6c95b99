import { memberList } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";

/** The members of a workspace, with the open invitations for owners and admins. */
export const membersQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...queryKeys.workspace(workspace), "members"],
    queryFn: ({ signal }) => api.get(apiPath("workspaces", workspace, "members"), memberList, { signal }),
    staleTime: 30_000,
  });
