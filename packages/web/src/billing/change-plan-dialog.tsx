import type { BillingInterval, PlanQuote } from "@dokly/contract";
import { Alert, Button, Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { dateOfInstantText, timeOfInstantText } from "../usage/time-text.ts";
import classes from "./billing.module.css";
import { planQuoteQuery } from "./plan-queries.ts";
import { useChangePlan } from "./use-change-plan.ts";

const words = strings.billing.change;

/** A plan that somebody chose, and how it would be paid. */
export type AskedPlan = { readonly plan: string; readonly interval: BillingInterval };

type ChangePlanDialogProps = { workspace: string; asked: AskedPlan | null; onClose: () => void };

/** What a change of plan costs, brings and when, before it is asked for. */
export function ChangePlanDialog({ workspace, asked, onClose }: ChangePlanDialogProps) {
  const quote = useQuery(planQuoteQuery(workspace, asked));
  return (
    <Modal
      opened={asked !== null}
      onClose={onClose}
      title={quote.data === undefined ? strings.billing.plan.title : words.titles[quote.data.change]}
      size="sm"
    >
      {quote.isError ? (
        <LoadFailed title={words.failed} error={quote.error} onRetry={() => void quote.refetch()} />
      ) : quote.data === undefined || asked === null ? (
        <Skeleton h={190} aria-label={words.loading} />
      ) : (
        <Change workspace={workspace} asked={asked} quote={quote.data} onClose={onClose} />
      )}
    </Modal>
  );
}

type ChangeProps = { workspace: string; asked: AskedPlan; quote: PlanQuote; onClose: () => void };

function Change({ workspace, asked, quote, onClose }: ChangeProps) {
  const change = useChangePlan(workspace, onClose);
  const kind = quote.change;
  const isAsked = kind !== "none" && kind !== "contact";
  return (
    <Stack gap="md">
      <Text size="sm">{words.texts[kind]}</Text>
      {isAsked && kind !== "resume" && <Figures quote={quote} />}
      {change.isError && (
        <Alert color="red" role="alert">
          {errorSentence(change.error)}
        </Alert>
      )}
      <Group justify="flex-end" gap="sm">
        {isAsked && (
          <Button variant="default" onClick={onClose}>
            {words.back}
          </Button>
        )}
        <Button
          data-autofocus
          color={kind === "cancel" ? "red.8" : "evergreen"}
          loading={change.isPending || change.isSuccess}
          onClick={() => (isAsked ? change.mutate({ ...asked, dueCents: quote.dueCents }) : onClose())}
        >
          {kind === "upgrade" || kind === "start"
            ? `${words.confirm[kind]} · ${formatMoney(quote.dueCents, quote.currency)}`
            : words.confirm[kind]}
        </Button>
      </Group>
    </Stack>
  );
}

function Figures({ quote }: { quote: PlanQuote }) {
  const { dueCents, renewalCents, currency, interval, creditsNow, at, change } = quote;
  const isNow = change === "start" || change === "upgrade";
  return (
    <dl className={classes["sum"]}>
      <Row name={words.due}>{dueCents === 0 ? words.nothingDue : formatMoney(dueCents, currency)}</Row>
      {creditsNow > 0 && <Row name={words.creditsNow}>{words.added(creditsNow)}</Row>}
      <Row name={words.takesEffect}>{isNow ? words.now : words.at(dateOfInstantText(at), timeOfInstantText(at))}</Row>
      {interval !== null && (
        <Row name={words.renewal}>{strings.billing.plan.price(formatMoney(renewalCents, currency), interval)}</Row>
      )}
    </dl>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
