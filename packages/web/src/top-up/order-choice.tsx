import type { PlanList } from "@dokly/contract";
import { Group, NumberInput, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { firstOrder, readCredits, stillMissing } from "./order.ts";
import type { TopUpNeed } from "./shortfall-figures.tsx";
import classes from "./top-up.module.css";
import { quoteQuery } from "./top-up-queries.ts";

const words = strings.topUp;

type OrderChoiceProps = { plans: PlanList; need: TopUpNeed | undefined };

/** The offered orders, and a field for any other number whose price the server names while it is typed. */
export function OrderChoice({ plans, need }: OrderChoiceProps) {
  const shortfall = need?.shortfall ?? null;
  const offer = need?.topUp;
  const first = firstOrder(
    offer?.credits ?? null,
    shortfall,
    plans.packs.map((pack) => pack.credits),
  );
  const [text, setText] = useState<string | number>(first);
  const chosen = readCredits(text);
  const isOfferAPack = plans.packs.some((pack) => pack.credits === offer?.credits);
  const orders = [
    ...(offer !== undefined && !isOfferAPack ? [{ ...offer, note: words.smallest }] : []),
    ...plans.packs.map((pack) => ({ ...pack, note: noteOf(pack.credits, shortfall) })),
  ];
  return (
    <Stack gap="md">
      <fieldset className={classes["orders"]} aria-label={words.packs}>
        {orders.map(({ credits, priceCents, note }) => (
          <UnstyledButton
            key={credits}
            className={classes["order"]}
            aria-pressed={chosen === credits}
            onClick={() => setText(credits)}
          >
            <span className={classes["orderCredits"]}>
              {words.pack(credits)}
              {chosen === credits && <Check size={15} aria-hidden />}
            </span>
            <span className={classes["orderPrice"]}>{formatMoney(priceCents, plans.currency)}</span>
            {note !== null && <span className={classes["orderNote"]}>{note}</span>}
          </UnstyledButton>
        ))}
      </fieldset>
      <Group align="flex-end" gap="lg">
        <NumberInput
          label={words.amount}
          value={text}
          onChange={setText}
          min={1}
          max={Number.MAX_SAFE_INTEGER}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          hideControls
          inputMode="numeric"
          error={chosen === null ? words.amountWrong : undefined}
          w={260}
        />
        <Price credits={chosen} />
      </Group>
      {chosen !== null && stillMissing(shortfall, chosen) > 0 && (
        <Text size="sm" c="dimmed">
          {words.stillMissing(stillMissing(shortfall, chosen))}
        </Text>
      )}
    </Stack>
  );
}

function noteOf(credits: number, shortfall: number | null): string | null {
  if (shortfall === null) return null;
  return stillMissing(shortfall, credits) === 0 ? words.covers : words.tooSmall;
}

/** The price of the number in the field. While a new one is asked for, the last one stands dimmed in its place. */
function Price({ credits }: { credits: number | null }) {
  const [asked] = useDebouncedValue(credits, 250);
  const quote = useQuery(quoteQuery(asked));
  const isCurrent = credits !== null && quote.data?.credits === credits;
  return (
    <div className={classes["price"]} role="status">
      <Text size="sm" c="dimmed">
        {words.price}
      </Text>
      {quote.isError ? (
        <Text size="sm" c="var(--mantine-color-error)">
          {errorSentence(quote.error)}
        </Text>
      ) : (
        <Text size="xl" fw={650} style={{ opacity: isCurrent ? 1 : 0.45 }}>
          {quote.data === undefined || credits === null ? "–" : formatMoney(quote.data.priceCents, quote.data.currency)}
        </Text>
      )}
    </div>
  );
}
