import type { Balance } from "@dokly/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { queryKeys } from "../api/query-keys.ts";

type Facts = Pick<Balance, "plan" | "nextPlan" | "unpaidFrom" | "topUps" | "period">;

/**
 * The bucket is live and the pages about money are not: once the bucket tells of another plan, period, top-up or
 * missing payment, whoever made it, they are asked anew.
 */
export function useFreshBilling(workspace: string, balance: Facts | undefined): void {
  const client = useQueryClient();
  const facts = balance && [balance.plan, balance.nextPlan, balance.unpaidFrom, balance.topUps, balance.period.start];
  const state = facts === undefined ? null : `${workspace} ${facts.join(" ")}`;
  const seen = useRef(state);
  useEffect(() => {
    const before = seen.current;
    if (state === null || before === state) return;
    seen.current = state;
    if (before?.startsWith(`${workspace} `)) void client.invalidateQueries({ queryKey: queryKeys.billing(workspace) });
  }, [state, workspace, client]);
}
