import { type ChangeOwnKeyBody, type OwnKeyScope, ownKey, ownKeyList } from "@dokly/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { sayDone, sayError } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";
import { keysPath } from "./own-key-queries.ts";

const words = strings.ownKeys;

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
