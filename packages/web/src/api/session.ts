import { configuration, me } from "@dokly/contract";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "./client.ts";
import { isProblem } from "./problem.ts";
import { queryKeys } from "./query-keys.ts";

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

/** The signed-in person. Loaded by the route before anything below it is drawn. */
export const useMe = () => useSuspenseQuery(meQuery).data;

/** What the server says about itself before anybody signs in. */
export const useConfiguration = () => useSuspenseQuery(configurationQuery).data;
