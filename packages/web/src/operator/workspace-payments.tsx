import type { OperatorWorkspace } from "@dokly/contract";
import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { Fact, Facts } from "../settings/facts.tsx";
import { formatDate, formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./console.module.css";
import { ConsolePanel } from "./console-panel.tsx";

const words = strings.operatorConsole.workspace.payments;

type Payments = OperatorWorkspace["payments"];

/** The subscription, what was paid, and what is flagged. */
export function WorkspacePayments({ payments }: { payments: Payments }) {
  const { provider, subscription, paid, flags } = payments;
  return (
    <ConsolePanel title={words.title}>
      <Facts>
        <Fact name={words.provider}>{words.providers[provider]}</Fact>
        <Fact name={words.subscription}>
          {subscription === null
            ? words.noSubscription
            : words.subscriptionOf(subscription.plan, subscription.status, formatDate(subscription.paidUntil))}
        </Fact>
        {flags.length > 0 && (
          <Fact name={words.flags}>
            {flags.map(({ id, detail }) => (
              <div key={id}>
                <Link to="/operator/payments">{detail}</Link>
              </div>
            ))}
          </Fact>
        )}
      </Facts>
      {paid.length === 0 ? (
        <Text size="sm">{words.none}</Text>
      ) : (
        <ul className={classes["list"]}>
          {paid.map((one) => (
            <li key={one.id}>
              <PaidText paid={one} />
            </li>
          ))}
        </ul>
      )}
    </ConsolePanel>
  );
}

function PaidText({ paid }: { paid: Payments["paid"][number] }) {
  const { amountCents, takenBackCents, currency, credits, paidAt, url } = paid;
  const facts = [
    formatDate(paidAt),
    ...(credits > 0 ? [words.credits(credits)] : []),
    ...(takenBackCents > 0 ? [words.takenBack(formatMoney(takenBackCents, currency))] : []),
  ];
  return (
    <>
      <Text size="sm">
        {formatMoney(amountCents, currency)} · {facts.join(" · ")}
      </Text>
      {url !== null && (
        <Anchor size="xs" underline="always" href={url} target="_blank" rel="noreferrer">
          {words.open} <ExternalLink size={12} aria-hidden />
        </Anchor>
      )}
    </>
  );
}
