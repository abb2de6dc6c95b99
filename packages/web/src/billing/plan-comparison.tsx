import type { Billing, BillingInterval, PlanList } from "@dokly/contract";
import { Badge, Button, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./billing.module.css";
import type { AskedPlan } from "./change-plan-dialog.tsx";
import { isSoldByYear, offerOf, type PlanOffer, type PlanOnOffer, priceOf, yearlySaving } from "./plan-offers.ts";

const words = strings.billing.plan;

type PlanComparisonProps = { billing: Billing; list: PlanList; onAsk: (asked: AskedPlan) => void };

/** Every plan with what it gives, what that buys, what it costs, and the way to it. */
export function PlanComparison({ billing, list, onAsk }: PlanComparisonProps) {
  const { plans, currency } = list;
  const [interval, setInterval] = useState<BillingInterval>(billing.subscription.interval ?? "month");
  const saving = yearlySaving(plans);
  const offers = plans.map((plan) => offerOf(plan, billing, { interval, plans }));
  return (
    <Stack component="section" gap="md" aria-labelledby="compare-title">
      <Group justify="space-between" gap="sm">
        <Title order={2} id="compare-title">
          {words.compare}
        </Title>
        {isSoldByYear(plans) && (
          <Group gap="xs">
            {saving > 0 && (
              <Text size="sm" c="dimmed">
                {words.intervals.year}: {words.saving(saving)}
              </Text>
            )}
            <SegmentedControl
              size="xs"
              aria-label={words.interval}
              value={interval}
              onChange={(chosen) => setInterval(chosen === "year" ? "year" : "month")}
              data={(["month", "year"] as const).map((value) => ({ value, label: words.intervals[value] }))}
            />
          </Group>
        )}
      </Group>
      {billing.payments === "none" && (
        <Text size="sm" c="dimmed">
          {words.noPayments}
        </Text>
      )}
      <ul className={classes["plans"]}>
        {plans.map((plan, at) => (
          <PlanCard
            key={plan.name}
            plan={plan}
            currency={currency}
            interval={priceOf(plan, interval) === null ? "month" : interval}
            offer={offers[at] ?? "contact"}
            isNext={at === offers.indexOf("upgrade")}
            badge={plan.name === billing.plan && billing.trial !== null ? words.trial : null}
            canAsk={billing.canChangePlan && billing.payments !== "none"}
            onAsk={onAsk}
          />
        ))}
      </ul>
      {interval === "year" && (
        <Text size="sm" c="dimmed">
          {words.yearlyNote}
        </Text>
      )}
    </Stack>
  );
}

type PlanCardProps = {
  plan: PlanOnOffer;
  currency: string;
  /** How it would be paid: a plan that is not sold by the year is paid by the month. */
  interval: BillingInterval;
  offer: PlanOffer;
  /** Whether it is the smallest upgrade. */
  isNext: boolean;
  /** What it is called where that is neither the plan in force nor the next. */
  badge: string | null;
  canAsk: boolean;
  onAsk: (asked: AskedPlan) => void;
};

function PlanCard({ plan, currency, interval, offer, isNext, badge, canAsk, onAsk }: PlanCardProps) {
  const cents = priceOf(plan, interval);
  const isHere = offer === "current" || offer === "coming";
  const state = isHere ? words.offers[offer] : badge;
  return (
    <li className={`dokly-panel ${classes["plan"]}`} data-current={offer === "current"}>
      <Group justify="space-between" gap="xs">
        <Title order={3}>{strings.billing.planName(plan.name)}</Title>
        {state !== null && (
          <Badge size="sm" tt="none" variant="light" color={offer === "coming" ? "gray" : "evergreen"}>
            {state}
          </Badge>
        )}
      </Group>
      <div>
        {cents === null ? (
          <Text className={classes["price"] ?? ""}>{words.contactPrice}</Text>
        ) : (
          <Text className={classes["price"] ?? ""}>
            {formatMoney(cents, currency)}{" "}
            <Text span size="sm" c="dimmed" fw={400}>
              {words.perInterval[interval]}
            </Text>
          </Text>
        )}
        {interval === "year" && cents !== null && cents > 0 && (
          <Text size="xs" c="dimmed">
            {words.twelfth(formatMoney(Math.round(cents / 12), currency))}
          </Text>
        )}
      </div>
      <div className={classes["gives"]}>
        <Text size="sm" fw={600}>
          {plan.monthlyCredits === null ? words.ownNumber : words.monthly(plan.monthlyCredits)}
        </Text>
        <Text size="sm" c="dimmed">
          {plan.buys === null ? words.contactText : words.buys(plan.buys)}
        </Text>
      </div>
      {!isHere && canAsk && (
        <Button
          fullWidth
          variant={isNext ? "filled" : "default"}
          aria-haspopup="dialog"
          aria-label={words.offerLabel(plan.name, words.offers[offer])}
          onClick={() => onAsk({ plan: plan.name, interval })}
        >
          {words.offers[offer]}
        </Button>
      )}
    </li>
  );
}
