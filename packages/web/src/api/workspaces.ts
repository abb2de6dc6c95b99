import { type Role, type Workspace, workspace, workspaceList } from "@dokly/contract";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

export const workspacesQuery = queryOptions({
  queryKey: queryKeys.workspaces,
  queryFn: ({ signal }) => api.get("/workspaces", workspaceList, { signal }),
  staleTime: 60_000,
});

/** The workspaces of the signed-in person. */
export const useWorkspaces = (): Workspace[] => useSuspenseQuery(workspacesQuery).data.items;

/** One of the person's workspaces; the route has made sure that it is there. */
export function useWorkspace(w: string): Workspace {
  const found = useWorkspaces().find((candidate) => candidate.id === w);
  if (found === undefined) throw new Error(`The workspace ${w} is not among this person's workspaces`);
  return found;
}

export const createWorkspace = (name: string) => api.post("/workspaces", { name }, workspace);

const power: Record<Role, number> = { owner: 4, admin: 3, editor: 2, viewer: 1 };

/** True if `role` may do what `needed` may do. */
export const hasRole = (role: Role, needed: Role): boolean => power[role] >= power[needed];
