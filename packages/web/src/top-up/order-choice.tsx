import type { PlanList, TopUpQuote } from "@dokly/contract";
import { Anchor, Group, NumberInput, Stack, Text, UnstyledButton } from "@mantine/core";
import { Check } from "lucide-react";
import { errorSentence } from "../api/error-sentence.ts";
import { formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { stillMissing } from "./order.ts";
import { isPayable } from "./order-state.ts";
import type { TopUpNeed } from "./shortfall-figures.tsx";
import classes from "./top-up.module.css";
import type { OrderDraft } from "./use-order-draft.ts";

const words = strings.topUp;

type OrderChoiceProps = { plans: PlanList; need: TopUpNeed | undefined; draft: OrderDraft };

/** The offered orders, and a field for any other number whose price the server names while it is typed. */
export function OrderChoice({ plans, need, draft }: OrderChoiceProps) {
  const shortfall = need?.shortfall ?? null;
  const { chosen } = draft;
  const offer = need?.topUp;
  const isOfferAPack = plans.packs.some((pack) => pack.credits === offer?.credits);
  const orders = [
    ...(offer !== undefined && !isOfferAPack ? [{ ...offer, note: words.smallest }] : []),
    ...plans.packs.map((pack) => ({ ...pack, note: noteOf(pack.credits, shortfall) })),
  ];
  return (
    <Stack gap="md" className={classes["choice"] ?? ""}>
      <fieldset className={classes["orders"]} aria-label={words.packs}>
        {orders.map(({ credits, priceCents, note }) => (
          <UnstyledButton
            key={credits}
            className={classes["order"]}
            aria-pressed={chosen === credits}
            onClick={() => draft.setText(credits)}
          >
            <span className={classes["orderCredits"]}>
              {words.pack(credits)}
              {chosen === credits && <Check size={15} aria-hidden />}
            </span>
            {note !== null && <span className={classes["orderNote"]}>{note}</span>}
            <span className={classes["orderPrice"]}>{formatMoney(priceCents, plans.currency)}</span>
          </UnstyledButton>
        ))}
      </fieldset>
      <Group align="flex-end" gap="lg">
        <NumberInput
          label={words.amount}
          value={draft.text}
          onChange={draft.setText}
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
        <Price draft={draft} />
      </Group>
      {chosen !== null && stillMissing(shortfall, chosen) > 0 && (
        <Text size="sm" c="dimmed">
          {words.stillMissing(stillMissing(shortfall, chosen))}
        </Text>
      )}
      {draft.quote !== undefined && !isPayable(draft.quote) && (
        <SmallestCharge quote={draft.quote} onTake={draft.setText} />
      )}
    </Stack>
  );
}

function noteOf(credits: number, shortfall: number | null): string | null {
  if (shortfall === null) return null;
  return stillMissing(shortfall, credits) === 0 ? words.covers : words.tooSmall;
}

/** Why a small number can not be paid, and the order that can. */
function SmallestCharge({ quote, onTake }: { quote: TopUpQuote; onTake: (credits: number) => void }) {
  const { payable, minimumCents, currency } = quote;
  return (
    <Text size="sm" role="status">
      {words.minimum(formatMoney(minimumCents, currency))}{" "}
      <Anchor component="button" type="button" size="sm" underline="always" onClick={() => onTake(payable.credits)}>
        {words.takeMinimum(payable.credits, formatMoney(payable.priceCents, currency))}
      </Anchor>
    </Text>
  );
}

/** The price of the number in the field. While a new one is asked for, the last one stands dimmed in its place. */
function Price({ draft: { chosen, shown, quote, error } }: { draft: OrderDraft }) {
  return (
    <div className={classes["price"]} role="status">
      <Text size="sm" c="dimmed">
        {words.price}
      </Text>
      {error !== null ? (
        <Text size="sm" c="var(--mantine-color-error)">
          {errorSentence(error)}
        </Text>
      ) : (
        <Text size="xl" fw={650} style={{ opacity: quote === undefined ? 0.45 : 1 }}>
          {shown === undefined || chosen === null ? "–" : formatMoney(shown.priceCents, shown.currency)}
        </Text>
      )}
    </div>
  );
}
