import type { TopUpOrder } from "@dokly/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { refreshCredits } from "../api/credits.ts";
import { queryKeys } from "../api/query-keys.ts";
import { useIntentKey } from "../api/use-intent-key.ts";
import { inCheckoutTab } from "./checkout-tab.ts";
import { beginTopUp, orderQuery } from "./top-up-queries.ts";

/** Where a checkout leads back to: the page that tells what became of the order. */
export const orderPage = (workspace: string): string => `/w/${workspace}/settings/billing`;

/** One purchase: it begins in a tab of its own, and this one notices what becomes of it. */
export function useTopUp(workspace: string) {
  const client = useQueryClient();
  const [id, setId] = useState<string | null>(null);
  const order = useQuery(orderQuery(workspace, id)).data ?? null;
  // Who chooses another order and comes back to the same begins a new one.
  const [attempt, setAttempt] = useState(0);
  const keyOf = useIntentKey();

  const follow = (begun: TopUpOrder): void => {
    client.setQueryData(orderQuery(workspace, begun.id).queryKey, begun);
    setId(begun.id);
  };
  const begin = useMutation({
    mutationFn: (asked: { credits: number; priceCents: number }) => {
      const body = { ...asked, returnTo: orderPage(workspace) };
      return inCheckoutTab(() => beginTopUp(workspace, body, keyOf([asked, attempt])));
    },
    onSuccess: follow,
    // The price was read again: whoever presses the button next sees the one of today.
    onError: () => void client.invalidateQueries({ queryKey: [...queryKeys.billing(workspace), "top-up-quote"] }),
  });

  const isGranted = order?.state === "granted";
  useEffect(() => {
    if (!isGranted) return;
    void refreshCredits(client, workspace);
    void client.invalidateQueries({ queryKey: queryKeys.billing(workspace) });
  }, [client, workspace, isGranted]);

  return {
    order: id === null ? null : order,
    begin,
    follow,
    /** Goes back to choosing: the order that was begun is left unpaid. */
    forget: (): void => {
      setAttempt((count) => count + 1);
      begin.reset();
      setId(null);
    },
  };
}
