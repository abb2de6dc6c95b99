import { planList, topUpQuote } from "@dokly/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../api/client.ts";

/** Plans and packs with their prices, and whether they can be paid for here. */
export const plansQuery = queryOptions({
  queryKey: ["plans"],
  queryFn: ({ signal }) => api.get("/plans", planList, { signal }),
  staleTime: 300_000,
});

/** The price of a number of credits. The server alone knows the price curve. */
export function quoteQuery(credits: number | null) {
  return queryOptions({
    queryKey: ["top-up-quote", credits],
    queryFn: ({ signal }) => api.get(`/top-ups/quote?credits=${credits}`, topUpQuote, { signal }),
    enabled: credits !== null,
    staleTime: 300_000,
    placeholderData: keepPreviousData,
  });
}
