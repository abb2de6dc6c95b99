import {
  type Action,
  type ActionKind,
  type AiInput,
  type AiOptions,
  action,
  actionOutput,
  type Estimate,
  type Estimates,
  estimate,
  estimates,
} from "@dokly/contract";
import { api, apiPath } from "./client.ts";

const aiPath = (w: string, ...rest: string[]): string => apiPath("workspaces", w, "ai", ...rest);

/** What each kind would cost on this input; nothing is run or held. Of the options each kind takes what it needs. */
export function estimateKinds(
  w: string,
  asked: { kinds: readonly ActionKind[]; input: AiInput; options: AiOptions },
  signal?: AbortSignal,
): Promise<Estimates> {
  return api.post(aiPath(w, "estimates"), asked, estimates, { ...(signal && { signal }) });
}

/** What one kind would cost with exactly these options; its quote binds a run with them. */
export function estimateKind(
  w: string,
  asked: { kind: ActionKind; input: AiInput; options: AiOptions },
  signal?: AbortSignal,
): Promise<Estimate> {
  return api.post(aiPath(w, "estimates"), asked, estimate, { ...(signal && { signal }) });
}

/** Asks for an action to be ended; its stream then ends by the rules for a cancel. */
export const cancelAction = (w: string, id: string): Promise<Action> =>
  api.post(aiPath(w, "actions", id, "cancel"), {}, action);

/** The kept text of an action of the signed-in person. */
export const getOutput = (w: string, id: string) => api.get(aiPath(w, "actions", id, "output"), actionOutput);
