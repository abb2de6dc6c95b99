import { approvedTopUp, topUpRequest, topUpRequestList } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";

const requestsPath = (workspace: string, ...rest: string[]): string =>
  apiPath("workspaces", workspace, "top-up-requests", ...rest);

const requestPollMs = 20_000;

/** Who asks for credits: for owners and admins everybody's open requests, for others their own. */
export const requestsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...queryKeys.billing(workspace), "requests"],
    queryFn: ({ signal }) => api.get(requestsPath(workspace), topUpRequestList, { signal }),
    refetchInterval: requestPollMs,
  });

/** Asks those who may pay. */
export const askForTopUp = (workspace: string, body: { credits: number; note: string }, idempotencyKey: string) =>
  api.post(requestsPath(workspace), body, topUpRequest, { idempotencyKey });

/** Says yes to a request: the order that it leads to. */
export const approveTopUp = (workspace: string, id: string, returnTo: string, idempotencyKey: string) =>
  api.post(requestsPath(workspace, id, "approve"), { returnTo }, approvedTopUp, { idempotencyKey });

/** Says no to a request. */
export const dismissTopUp = (workspace: string, id: string) =>
  api.post(requestsPath(workspace, id, "dismiss"), {}, null);
