import { type MarginsQuery, margins, masterKeyStatus, paymentFlagList, runningHoldList } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { consoleKey, queryText } from "./console-request.ts";

/** Holds come and go while one looks. */
const holdsEveryMs = 5_000;
/** A payment that needs somebody waits for days. */
const flagsEveryMs = 60_000;

export const holdsQuery = (seconds: number) =>
  queryOptions({
    queryKey: [...consoleKey, "holds", seconds],
    queryFn: ({ signal }) => api.get(`/operator/holds?${queryText({ seconds })}`, runningHoldList, { signal }),
    refetchInterval: holdsEveryMs,
  });

export const masterKeysQuery = queryOptions({
  queryKey: [...consoleKey, "master-keys"],
  queryFn: ({ signal }) => api.get("/operator/master-keys", masterKeyStatus, { signal }),
});

export const flagsQuery = queryOptions({
  queryKey: [...consoleKey, "flags"],
  queryFn: ({ signal }) => api.get("/operator/payment-flags", paymentFlagList, { signal }),
});

/** How many payments need a person; 0 too where nobody takes payments. */
export const openFlagsQuery = queryOptions({
  ...flagsQuery,
  select: ({ items }) => items.length,
  refetchInterval: ({ state }) => (state.status === "error" ? false : flagsEveryMs),
});

export const marginsQueryOf = (time: MarginsQuery) =>
  queryOptions({
    queryKey: [...consoleKey, "margins", time],
    queryFn: ({ signal }) => api.get(`/operator/margins?${queryText(time)}`, margins, { signal }),
  });
