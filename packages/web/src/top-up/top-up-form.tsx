import type { PlanList } from "@dokly/contract";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { ExternalLink } from "lucide-react";
import { errorSentence } from "../api/error-sentence.ts";
import { formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { ExpiryNote } from "./expiry-note.tsx";
import { stillMissing } from "./order.ts";
import { OrderChoice } from "./order-choice.tsx";
import { isPayable, isUnderway } from "./order-state.ts";
import { OrderUnderway } from "./order-underway.tsx";
import type { TopUpNeed } from "./shortfall-figures.tsx";
import { useOrderDraft } from "./use-order-draft.ts";
import type { useTopUp } from "./use-top-up.ts";

const words = strings.topUp;

type TopUpFormProps = {
  workspace: string;
  plans: PlanList;
  purchase: ReturnType<typeof useTopUp>;
  /** What an action lacked; absent where somebody just wants more credits. */
  need?: TopUpNeed | undefined;
  /** Whether an action runs when it is paid: the button says so. */
  isForRun?: boolean;
};

/** Packs or any number, its price at once, until when it lasts, and the way to the checkout. */
export function TopUpForm({ workspace, plans, purchase, need, isForRun = false }: TopUpFormProps) {
  const draft = useOrderDraft(workspace, plans.packs, need);
  const { order, begin } = purchase;
  if (order !== null && isUnderway(order)) return <OrderUnderway order={order} onOther={purchase.forget} />;

  const { quote } = draft;
  const canPay = plans.payments !== "none" && quote !== undefined && isPayable(quote);
  const price = canPay ? formatMoney(quote.priceCents, quote.currency) : null;
  const covers = draft.chosen !== null && stillMissing(need?.shortfall ?? null, draft.chosen) === 0;
  const label = isForRun && covers ? words.buyAndRun(price) : words.buy(price);
  return (
    <Stack gap="lg">
      {order?.state === "failed" && <Alert color="red">{order.failure ?? words.order.failed}</Alert>}
      {order?.state === "cancelled" && <Alert color="gray">{words.order.cancelled}</Alert>}
      {plans.payments === "none" && (
        <Alert color="gray" title={words.noPayments}>
          {words.noPaymentsText}
        </Alert>
      )}
      <OrderChoice plans={plans} need={need} draft={draft} />
      <ExpiryNote workspace={workspace} quote={quote} />
      {begin.isError && (
        <Alert color="red" role="alert">
          {errorSentence(begin.error)}
        </Alert>
      )}
      {plans.payments !== "none" && (
        <Group justify="space-between" gap="sm">
          <Text size="xs" c="dimmed" flex="1 1 150px">
            {words.newTab} {plans.payments === "sandbox" && words.sandbox}
          </Text>
          <Button
            disabled={!canPay}
            loading={begin.isPending}
            rightSection={<ExternalLink size={15} aria-hidden />}
            onClick={() => canPay && begin.mutate({ credits: quote.credits, priceCents: quote.priceCents })}
          >
            {label}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
