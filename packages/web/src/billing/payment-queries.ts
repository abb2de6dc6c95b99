import { invoiceList, portal, topUpOrderList } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { billingKey, billingPath } from "./billing-path.ts";

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
