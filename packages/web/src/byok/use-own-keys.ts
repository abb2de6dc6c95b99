import { auditPage, type ChangeOwnKeyBody, type OwnKeyScope, ownKey, ownKeyList } from "@dokly/contract";
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { apiAddress } from "../api/api-address.ts";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { sayDone, sayError } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";

const words = strings.ownKeys;
const keysPath = (w: string, ...parts: readonly string[]): string => apiPath("workspaces", w, "byok", ...parts);
const auditPath = (w: string): string => apiPath("workspaces", w, "audit");
const auditAtOnce = "25";

/** Lies below the credits: what a key has cost moves with every action. */
export const ownKeysQuery = (w: string) =>
  queryOptions({
    queryKey: [...queryKeys.credits(w), "own-keys"],
    queryFn: ({ signal }) => api.get(keysPath(w), ownKeyList, { signal }),
  });

/** The audit log, newest first, page after page. */
export const auditQuery = (w: string) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.credits(w), "audit"],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      return api.get(`${auditPath(w)}?${new URLSearchParams({ limit: auditAtOnce, ...cursor })}`, auditPage, {
        signal,
      });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** The address at which the whole log is downloaded. */
export const auditAddress = (w: string, format: "csv" | "jsonl"): string =>
  apiAddress(`${auditPath(w)}?format=${format}`);

function useRefresh(w: string) {
  const client = useQueryClient();
  return async (): Promise<void> => {
    // Whoever pays, and whether anybody does, is in every estimate and in the log as well.
    await client.invalidateQueries({ queryKey: queryKeys.credits(w) });
  };
}

/**
 * Tries a key and connects it. The secret is no variable of the mutation, which would keep it: `takeSecret` hands it
 * over once, for the request.
 */
export function useConnectKey(w: string, takeSecret: () => string) {
  const refresh = useRefresh(w);
  return useMutation({
    mutationFn: (body: { label: string; scope: OwnKeyScope }) =>
      api.post(keysPath(w), { ...body, secret: takeSecret() }, ownKey),
    onSuccess: ({ label }) => sayDone(words.connect.done(label)),
    onSettled: refresh,
  });
}

/** Puts another secret in the place of a key's own; see `useConnectKey` for `takeSecret`. */
export function useRotateKey(w: string, takeSecret: () => string) {
  const refresh = useRefresh(w);
  return useMutation({
    mutationFn: (id: string) => api.post(keysPath(w, id, "rotate"), { secret: takeSecret() }, ownKey),
    onSuccess: ({ label }) => sayDone(words.rotate.done(label)),
    onSettled: refresh,
  });
}

export function useChangeKey(w: string) {
  const refresh = useRefresh(w);
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: ChangeOwnKeyBody }) => api.patch(keysPath(w, id), body, ownKey),
    onSuccess: () => sayDone(words.edit.done),
    onSettled: refresh,
  });
}

/** What is done to a key without saying more. */
export type KeyVerb = "pause" | "resume" | "revoke" | "remove";

export function useKeyVerb(w: string) {
  const refresh = useRefresh(w);
  return useMutation({
    mutationFn: async ({ id, verb }: { id: string; label: string; verb: KeyVerb }): Promise<void> => {
      if (verb === "remove") await api.delete(keysPath(w, id));
      else await api.post(keysPath(w, id, verb), undefined, ownKey);
    },
    onSuccess: (_, { label, verb }) => sayDone(words[verb].done(label)),
    onError: sayError,
    onSettled: refresh,
  });
}

/** Says whether credits pay for what no own key pays for. */
export function useFallback(w: string) {
  const refresh = useRefresh(w);
  return useMutation({
    mutationFn: (fallbackToCredits: boolean) => api.put(keysPath(w), { fallbackToCredits }, ownKeyList),
    onSuccess: ({ fallbackToCredits }) => sayDone(fallbackToCredits ? words.fallback.on : words.fallback.off),
    onError: sayError,
    onSettled: refresh,
  });
}
