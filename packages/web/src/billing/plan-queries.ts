import { type BillingInterval, billing, type changePlanBody, planChange, planQuote } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "../api/client.ts";
import { billingKey, billingPath } from "./billing-path.ts";

/** The plan, its period, and what changes when. Owners and admins. */
export const billingQuery = (workspace: string) =>
  queryOptions({
    queryKey: billingKey(workspace, "plan"),
    queryFn: ({ signal }) => api.get(billingPath(workspace), billing, { signal }),
    staleTime: 30_000,
  });

/** What a change of plan would do, before it is asked for. */
export const planQuoteQuery = (workspace: string, asked: { plan: string; interval: BillingInterval } | null) =>
  queryOptions({
    queryKey: [...billingKey(workspace, "plan-quote"), asked],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams({ plan: asked?.plan ?? "", interval: asked?.interval ?? "month" });
      return api.get(`${billingPath(workspace, "plan-quote")}?${search}`, planQuote, { signal });
    },
    enabled: asked !== null,
    staleTime: 0,
  });

/** Asks for another plan, or with the present one takes back what was asked for. */
export const changePlan = (workspace: string, body: z.input<typeof changePlanBody>, idempotencyKey: string) =>
  api.put(billingPath(workspace, "plan"), body, planChange, { idempotencyKey });
