import type { Billing } from "@dokly/contract";
import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { CalendarClock, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { formatDate, formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { daysUntil } from "../usage/calendar.ts";
import { dateOfInstantText, timeOfInstantText, viewerTimeZone } from "../usage/time-text.ts";
import classes from "./billing.module.css";
import type { AskedPlan } from "./change-plan-dialog.tsx";
import { type PlanNotice, planNotices } from "./plan-notices.ts";
import type { PlanOnOffer } from "./plan-offers.ts";

const words = strings.billing.plan;

type CurrentPlanProps = {
  billing: Billing;
  /** The server's time, which days are counted from. */
  asOf: string;
  plan: PlanOnOffer | undefined;
  onAsk: (asked: AskedPlan) => void;
};

/** The plan in force: its credits and what they buy, its price, its period, and what changes when. */
export function CurrentPlan({ billing, asOf, plan, onAsk }: CurrentPlanProps) {
  const canCancel = billing.canChangePlan && billing.subscription.interval !== null && billing.pending === null;
  return (
    <Stack
      component="section"
      className="dokly-panel"
      p={{ base: "md", sm: "lg" }}
      gap="md"
      aria-labelledby="plan-title"
    >
      <Group justify="space-between" align="flex-start" gap="md">
        <div>
          <Text size="sm" c="dimmed">
            {words.current}
          </Text>
          <Title order={2} id="plan-title" className={classes["planName"] ?? ""}>
            {words.named(billing.plan)}
          </Title>
          <Text>{words.monthly(billing.monthlyCredits)}</Text>
          {plan?.buys != null && (
            <Text size="sm" c="dimmed">
              {words.buys(plan.buys)}
            </Text>
          )}
        </div>
        <Text className={classes["planPrice"] ?? ""}>{priceText(billing, plan)}</Text>
      </Group>
      {planNotices(billing).map((notice) => (
        <Notice key={notice.type} notice={notice} billing={billing} onAsk={onAsk} />
      ))}
      <PeriodFacts billing={billing} asOf={asOf} />
      {canCancel && (
        <Group gap="sm">
          <Button
            size="xs"
            variant="default"
            aria-haspopup="dialog"
            onClick={() => onAsk({ plan: "free", interval: "month" })}
          >
            {words.cancel}
          </Button>
          <Text size="sm" c="dimmed">
            {words.cancelHint}
          </Text>
        </Group>
      )}
    </Stack>
  );
}

function priceText({ subscription, trial }: Billing, plan: PlanOnOffer | undefined): string {
  const { priceCents, interval, currency } = subscription;
  if (trial !== null) return words.trial;
  if (priceCents !== null && interval !== null) return words.price(formatMoney(priceCents, currency), interval);
  return plan?.monthlyPriceCents === 0 ? words.free : words.given;
}

/** When the period ends for this viewer, and what the next one begins with. */
function PeriodFacts({ billing: { period, subscription, pending }, asOf }: { billing: Billing; asOf: string }) {
  const zone = viewerTimeZone();
  const inDays = strings.usage.meter.resetIn(daysUntil(period.end, new Date(asOf), zone));
  const { paidUntil, priceCents, currency, cancelAt, interval } = subscription;
  const renews = paidUntil !== null && cancelAt === null && pending === null && interval === "year";
  return (
    <div>
      <dl className={classes["facts"]}>
        <Fact name={words.period}>{words.range(formatDate(period.start), formatDate(period.end))}</Fact>
        <Fact name={words.reset}>
          {words.resetAt(inDays, dateOfInstantText(period.end), timeOfInstantText(period.end))}
        </Fact>
        {renews && priceCents !== null && (
          <Fact name={words.renews}>
            {words.renewsAt(dateOfInstantText(paidUntil), formatMoney(priceCents, currency))}
          </Fact>
        )}
      </dl>
      <Text size="xs" c="dimmed" mt="xs">
        {words.zone(zone)}
      </Text>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type NoticeProps = { notice: PlanNotice; billing: Billing; onAsk: (asked: AskedPlan) => void };

function Notice({ notice, billing, onAsk }: NoticeProps) {
  const { notices } = words;
  if (notice.type === "unpaid") {
    return (
      <Alert color="red" title={notices.unpaid} icon={<TriangleAlert size={18} aria-hidden />}>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{notices.unpaidText}</Text>
          {notice.payUrl !== null && (
            <Button component="a" size="xs" href={notice.payUrl}>
              {notices.pay}
            </Button>
          )}
        </Stack>
      </Alert>
    );
  }
  if (notice.type === "trial") {
    return (
      <Alert color="orange" title={notices.trial(notice.daysLeft)} icon={<CalendarClock size={18} aria-hidden />}>
        <Text size="sm">{notices.trialText(dateOfInstantText(notice.endsAt), notice.next)}</Text>
      </Alert>
    );
  }
  const say = notice.type === "ending" ? notices.ending : notices.change;
  return (
    <Alert
      color="evergreen"
      title={say(notice.plan, dateOfInstantText(notice.at))}
      icon={<CalendarClock size={18} aria-hidden />}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">{notices.changeText}</Text>
        {billing.canChangePlan && (
          <Button
            size="xs"
            variant="default"
            aria-haspopup="dialog"
            onClick={() => onAsk({ plan: billing.plan, interval: billing.subscription.interval ?? "month" })}
          >
            {notices.undo(billing.plan)}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
