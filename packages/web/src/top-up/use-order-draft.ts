import type { PlanList, TopUpQuote } from "@dokly/contract";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { firstOrder, readCredits } from "./order.ts";
import type { TopUpNeed } from "./shortfall-figures.tsx";
import { quoteQuery } from "./top-up-queries.ts";

/** An order as it stands in the form. */
export type OrderDraft = {
  readonly text: string | number;
  readonly setText: (text: string | number) => void;
  /** The number of credits in the field; null where it is none. */
  readonly chosen: number | null;
  /** The price of exactly that number; absent while it is asked for. */
  readonly quote: TopUpQuote | undefined;
  /** The newest price that is known, of this number or of one before it. */
  readonly shown: TopUpQuote | undefined;
  readonly error: unknown;
};

const typingMs = 250;

/** The number of credits that somebody is about to buy, with its price. */
export function useOrderDraft(workspace: string, packs: PlanList["packs"], need: TopUpNeed | undefined): OrderDraft {
  const offers = packs.map((pack) => pack.credits);
  const [text, setText] = useState<string | number>(() =>
    firstOrder(need?.topUp?.credits ?? null, need?.shortfall ?? null, offers),
  );
  const chosen = readCredits(text);
  const [asked] = useDebouncedValue(chosen, typingMs);
  const { data: shown, error } = useQuery(quoteQuery(workspace, asked));
  return { text, setText, chosen, quote: shown?.credits === chosen ? shown : undefined, shown, error };
}
