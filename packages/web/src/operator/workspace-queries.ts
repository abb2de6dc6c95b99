import { actionStory, actionsPage, operatorWorkspace } from "@dokly/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { consoleKey, queryText } from "./console-request.ts";
import type { WorkspaceLogSearch } from "./workspace-log-filters.tsx";

/** All that the console shows of a workspace. */
export const workspaceQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...consoleKey, "workspace", workspace],
    queryFn: ({ signal }) => api.get(apiPath("operator", "workspaces", workspace), operatorWorkspace, { signal }),
  });

export const workspaceLogQuery = (workspace: string, search: WorkspaceLogSearch) =>
  infiniteQueryOptions({
    queryKey: [...consoleKey, "workspace", workspace, "actions", search],
    queryFn: ({ pageParam, signal }) => {
      const query = queryText({ ...search, limit: 20, ...(pageParam !== "" && { cursor: pageParam }) });
      return api.get(`${apiPath("operator", "workspaces", workspace, "actions")}?${query}`, actionsPage, { signal });
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const storyQuery = (action: string) =>
  queryOptions({
    queryKey: [...consoleKey, "action", action],
    queryFn: ({ signal }) => api.get(apiPath("operator", "actions", action), actionStory, { signal }),
  });
