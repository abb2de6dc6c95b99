import { balance, configuration, documentList, me, type Role, type Workspace, workspaceList } from "@dokly/contract";
import { type QueryClient, queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { api, apiPath } from "./client.ts";
import { isProblem } from "./problem.ts";

/** Query keys: everything of one workspace begins with ["workspace", w], so that it can be refreshed as a whole. */
export const queryKeys = {
  me: ["me"] as const,
  configuration: ["configuration"] as const,
  workspaces: ["workspaces"] as const,
  workspace: (w: string) => ["workspace", w] as const,
  balance: (w: string) => ["workspace", w, "credits", "balance"] as const,
  /** All that changes with the credits: balance, chart and log lie below it. */
  credits: (w: string) => ["workspace", w, "credits"] as const,
  documents: (w: string) => ["workspace", w, "documents"] as const,
};

export const meQuery = queryOptions({
  queryKey: queryKeys.me,
  queryFn: ({ signal }) => api.get("/me", me, { signal }),
  staleTime: 60_000,
});

/** The signed-in person, or null: for the pages where being signed out is a normal answer and not a lost session. */
export const visitorQuery = queryOptions({
  queryKey: ["visitor"] as const,
  queryFn: async ({ signal }) => {
    try {
      return await api.get("/me", me, { signal });
    } catch (error) {
      if (isProblem(error, "not-signed-in")) return null;
      throw error;
    }
  },
});

export const configurationQuery = queryOptions({
  queryKey: queryKeys.configuration,
  queryFn: ({ signal }) => api.get("/configuration", configuration, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const workspacesQuery = queryOptions({
  queryKey: queryKeys.workspaces,
  queryFn: ({ signal }) => api.get("/workspaces", workspaceList, { signal }),
  staleTime: 60_000,
});

export const balanceQuery = (w: string) =>
  queryOptions({
    queryKey: queryKeys.balance(w),
    queryFn: ({ signal }) => api.get(apiPath("workspaces", w, "credits"), balance, { signal }),
  });

export const documentsQuery = (w: string) =>
  queryOptions({
    queryKey: queryKeys.documents(w),
    queryFn: ({ signal }) => api.get(apiPath("workspaces", w, "documents"), documentList, { signal }),
  });

/** The signed-in person. Loaded by the route before anything below it is drawn. */
export const useMe = () => useSuspenseQuery(meQuery).data;

/** What the server says about itself before anybody signs in. */
export const useConfiguration = () => useSuspenseQuery(configurationQuery).data;

/** The workspaces of the signed-in person. */
export const useWorkspaces = (): Workspace[] => useSuspenseQuery(workspacesQuery).data.items;

/** One of the person's workspaces; the route has made sure that it is there. */
export function useWorkspace(w: string): Workspace {
  const workspace = useWorkspaces().find((candidate) => candidate.id === w);
  if (workspace === undefined) throw new Error(`The workspace ${w} is not among this person's workspaces`);
  return workspace;
}

/** The bucket of a workspace: what the meter shows. */
export const useBalance = (w: string) => useQuery(balanceQuery(w));

/** Refreshes everything that shows credits: after an action, or when another tab's action is announced. */
export const refreshCredits = (client: QueryClient, w: string): Promise<void> =>
  client.invalidateQueries({ queryKey: queryKeys.credits(w) });

const power: Record<Role, number> = { owner: 4, admin: 3, editor: 2, viewer: 1 };

/** True if `role` may do what `needed` may do. */
export const hasRole = (role: Role, needed: Role): boolean => power[role] >= power[needed];
