import { planList, type TopUpBody, topUpOrder, topUpQuote } from "@dokly/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { isUnderway } from "./order-state.ts";

/** Plans and packs with their prices, and whether they can be paid for here. */
export const plansQuery = queryOptions({
  queryKey: ["plans"],
  queryFn: ({ signal }) => api.get("/plans", planList, { signal }),
  staleTime: 300_000,
});

/** The price of a number of credits, and when they would expire here. The server alone knows the price curve. */
export function quoteQuery(workspace: string, credits: number | null) {
  return queryOptions({
    queryKey: [...queryKeys.billing(workspace), "top-up-quote", credits],
    queryFn: ({ signal }) =>
      api.get(`/top-ups/quote?credits=${credits}&workspace=${encodeURIComponent(workspace)}`, topUpQuote, { signal }),
    enabled: credits !== null,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** How often an order is asked for while somebody waits for its payment. */
const orderPollMs = 2_000;

/** One order; while it is neither granted nor over, it is asked for again and again. */
export function orderQuery(workspace: string, id: string | null) {
  return queryOptions({
    queryKey: [...queryKeys.billing(workspace), "order", id],
    queryFn: ({ signal }) => api.get(apiPath("workspaces", workspace, "top-ups", id ?? ""), topUpOrder, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) => (data === undefined || isUnderway(data) ? orderPollMs : false),
    // The person is in the checkout's tab; this one has to know when they come back.
    refetchIntervalInBackground: true,
  });
}

/** Begins a purchase; the same key never begins two. */
export const beginTopUp = (workspace: string, body: TopUpBody, idempotencyKey: string) =>
  api.post(apiPath("workspaces", workspace, "top-ups"), body, topUpOrder, { idempotencyKey });
