import { clock } from "@dokly/contract";
import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "../api/client.ts";
import { configurationQuery, useConfiguration } from "../api/session.ts";
import { wasClockSet } from "./find-clock-notices.ts";

const clockPath = "/operator/clock";
/** How soon an open page notices that the clock was set elsewhere. */
const pollMs = 5_000;

/** Business time, for operators. */
export const clockQuery = queryOptions({
  queryKey: ["operator", "clock"] as const,
  queryFn: ({ signal }) => api.get(clockPath, clock, { signal }),
  staleTime: 0,
});

/** Simulates a time for everybody; null: ends that. */
export async function setClock(now: string | null): Promise<void> {
  if (now === null) await api.delete(clockPath);
  else await api.put(clockPath, { now }, clock);
}

const ofTime: readonly unknown[] = ["workspaces", "credits", "billing", "clock"];

/** Asks anew for all that is another thing at another time: plans, credits, payments. */
export function refreshTimed(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ predicate: ({ queryKey }) => queryKey.some((part) => ofTime.includes(part)) });
}

/** The simulated time, null while it is real. What is shown is asked anew whenever somebody sets it. */
export function useSimulatedNow(): string | null {
  const { isProduction } = useConfiguration();
  const client = useQueryClient();
  const { data, dataUpdatedAt } = useQuery({
    ...configurationQuery,
    refetchInterval: isProduction ? false : pollMs,
  });
  const simulatedNow = data?.simulatedNow ?? null;
  const ahead = simulatedNow === null ? 0 : Date.parse(simulatedNow) - dataUpdatedAt;
  const seen = useRef(ahead);
  useEffect(() => {
    if (!wasClockSet(seen.current, ahead)) return;
    seen.current = ahead;
    void refreshTimed(client);
  }, [ahead, client]);
  return simulatedNow;
}
