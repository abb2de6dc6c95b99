import { apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";

/** The address of something about a workspace's plan and payments. */
export const billingPath = (workspace: string, ...rest: string[]): string =>
  apiPath("workspaces", workspace, "billing", ...rest);

/** Its key among the queries. */
export const billingKey = (workspace: string, name: string) => [...queryKeys.billing(workspace), name] as const;
