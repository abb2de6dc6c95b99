import { type VoiceBody, voice } from "@dokly/contract";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { strings } from "../strings/index.ts";
import { sayDone, sayError } from "./notices.ts";

const address = (w: string): string => apiPath("workspaces", w, "voice");

export const voiceQuery = (w: string) =>
  queryOptions({
    queryKey: [...queryKeys.workspace(w), "voice"],
    queryFn: ({ signal }) => api.get(address(w), voice, { signal }),
  });

/** Saves how the workspace writes; every action from then on follows it. */
export function useSaveVoice(w: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: VoiceBody) => api.put(address(w), body, voice),
    onSuccess: (saved) => {
      queryClient.setQueryData(voiceQuery(w).queryKey, saved);
      sayDone(strings.settings.voice.saved);
    },
    onError: sayError,
  });
}
