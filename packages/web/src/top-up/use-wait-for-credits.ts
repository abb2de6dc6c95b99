import { useState } from "react";
import { sayError, sayWarning } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";
import { needOfEstimate } from "./need-of.ts";
import type { TopUpNeed } from "./shortfall-figures.tsx";

type Price = Parameters<typeof needOfEstimate>[0];
type Waiting<Asked> = { need: TopUpNeed; asked: Asked; high: number };

/**
 * Runs what was asked for if there are enough credits, and lets it wait for them otherwise. It then runs at the price
 * of that moment, unless that is above what the person saw.
 */
export function useWaitForCredits<Asked, Priced extends Price>(options: {
  /** What the waiting action is called. */
  name: string;
  price: (asked: Asked) => Promise<Priced>;
  run: (asked: Asked, price: Priced) => void;
}) {
  const [waiting, setWaiting] = useState<Waiting<Asked> | null>(null);

  const ask = (asked: Asked, price: Priced): void => {
    const need = needOfEstimate(price);
    setWaiting(need === null ? null : { need, asked, high: price.high });
    if (need === null) options.run(asked, price);
  };
  const runWaiting = async ({ asked, high }: Waiting<Asked>): Promise<void> => {
    try {
      const fresh = await options.price(asked);
      if (fresh.high <= high) ask(asked, fresh);
      else {
        setWaiting(null);
        sayWarning(strings.problems["estimate-changed"]);
      }
    } catch (error) {
      sayError(error);
    }
  };
  return {
    ask,
    /** The credits were spent between the price and the run: it waits as if the price had said so. */
    refused: (need: TopUpNeed, asked: Asked): void => setWaiting({ need, asked, high: need.needed }),
    isWaiting: waiting !== null,
    /** What the top-up prompt is given. */
    prompt: {
      isOpened: waiting !== null,
      onClose: () => setWaiting(null),
      need: waiting?.need,
      waiting: waiting === null ? undefined : { name: options.name, run: () => runWaiting(waiting) },
    },
  };
}
