import {
  autoTopUp,
  type autoTopUpBody,
  type BillingInterval,
  billing,
  type changePlanBody,
  checkoutLink,
  invoiceList,
  planChange,
  planQuote,
  portal,
  topUpOrderList,
} from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";

const billingPath = (workspace: string, ...rest: string[]): string =>
  apiPath("workspaces", workspace, "billing", ...rest);
const billingKey = (workspace: string, name: string) => [...queryKeys.billing(workspace), name] as const;

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

/** A page of the payment provider's, for cards and addresses. */
export const openPortal = (workspace: string, returnTo: string) =>
  api.post(billingPath(workspace, "portal"), { returnTo }, portal);

export const invoicesQuery = (workspace: string) =>
  queryOptions({
    queryKey: billingKey(workspace, "invoices"),
    queryFn: ({ signal }) => api.get(billingPath(workspace, "invoices"), invoiceList, { signal }),
  });

/** The newest orders of credits, by hand and automatic. */
export const ordersQuery = (workspace: string) =>
  queryOptions({
    queryKey: billingKey(workspace, "orders"),
    queryFn: ({ signal }) => api.get(apiPath("workspaces", workspace, "top-ups"), topUpOrderList, { signal }),
  });

export const autoTopUpQuery = (workspace: string) =>
  queryOptions({
    queryKey: billingKey(workspace, "auto-top-up"),
    queryFn: ({ signal }) => api.get(billingPath(workspace, "auto-top-up"), autoTopUp, { signal }),
    staleTime: 30_000,
  });

export const saveAutoTopUp = (workspace: string, body: z.input<typeof autoTopUpBody>) =>
  api.put(billingPath(workspace, "auto-top-up"), body, autoTopUp);

/** A page to save a card at, after the person has agreed to what it is for. */
export const saveCard = (workspace: string, returnTo: string) =>
  api.post(billingPath(workspace, "card"), { returnTo, hasConsent: true }, checkoutLink);

export const forgetCard = (workspace: string) => api.delete(billingPath(workspace, "card"));
