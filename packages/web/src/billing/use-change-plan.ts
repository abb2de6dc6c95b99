import type { PlanChange } from "@dokly/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { queryKeys } from "../api/query-keys.ts";
import { useIntentKey } from "../api/use-intent-key.ts";
import { sayDone } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";
import { dateOfInstantText } from "../usage/time-text.ts";
import type { AskedPlan } from "./change-plan-dialog.tsx";
import { billingQuery, changePlan } from "./plan-queries.ts";

const words = strings.billing;

/** Asks for another plan. What has to be paid first is paid in the checkout, which leads back to the plan's page. */
export function useChangePlan(workspace: string, onDone: () => void) {
  const client = useQueryClient();
  const keyOf = useIntentKey();
  const page = `/w/${workspace}/settings/plan`;
  return useMutation({
    mutationFn: ({ plan, interval, dueCents }: AskedPlan & { dueCents: number }) =>
      changePlan(
        workspace,
        { plan, interval, dueCents, returnTo: `${page}?awaiting=${plan}` },
        keyOf([plan, interval, dueCents]),
      ),
    // Another price than the one that was shown: the dialog shows today's.
    onError: () => void client.invalidateQueries({ queryKey: queryKeys.billing(workspace) }),
    onSuccess: async ({ state, checkoutUrl, billing }, asked) => {
      if (state === "pay" && checkoutUrl !== null) {
        location.assign(checkoutUrl);
        return;
      }
      client.setQueryData(billingQuery(workspace).queryKey, billing);
      onDone();
      sayDone(sentenceOf({ state, billing }, asked));
      await Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.workspaces }),
        client.invalidateQueries({ queryKey: queryKeys.credits(workspace) }),
        client.invalidateQueries({ queryKey: queryKeys.billing(workspace) }),
      ]);
    },
  });
}

function sentenceOf({ state, billing }: Pick<PlanChange, "state" | "billing">, asked: AskedPlan): string {
  if (state === "processing") return words.change.done.processing;
  if (billing.pending !== null) {
    return words.change.done.scheduled(billing.pending.plan, dateOfInstantText(billing.pending.at));
  }
  return asked.plan === billing.plan
    ? words.change.done.upgraded(billing.plan)
    : words.plan.notices.undone(billing.plan);
}
