import { autoTopUp, type autoTopUpBody, checkoutLink } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "../api/client.ts";
import { billingKey, billingPath } from "./billing-path.ts";

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
