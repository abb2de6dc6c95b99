import type { Estimate } from "@dokly/contract";
import { Alert } from "@mantine/core";
import { formatCredits } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { leftAfter } from "./charge-figures.ts";
import { centsAbove } from "./price-text.ts";

const words = strings.editor.confirm;

/**
 * What something will cost and who pays: credits, with what is there and what will be left; or an own key, with the
 * most that it may cost there. Where nobody pays, why.
 */
export function RunFigures({ estimate }: { estimate: Omit<Estimate, "range"> }) {
  if (estimate.refusal !== undefined) {
    return (
      <Alert color="orange" role="alert" mb="sm">
        {estimate.refusal.detail}
      </Alert>
    );
  }
  const most = estimate.providerCostNanoDollars;
  return most === undefined ? <CreditFigures estimate={estimate} /> : <OwnKeyFigures most={centsAbove(most)} />;
}

function CreditFigures({ estimate }: { estimate: Pick<Estimate, "low" | "high" | "available"> }) {
  const { least, most } = leftAfter(estimate);
  return (
    <dl className={classes["figures"]}>
      <dt>{words.range}</dt>
      <dd>{strings.editor.ai.credits(estimate)}</dd>
      <dt>{words.available}</dt>
      <dd>{formatCredits(estimate.available)}</dd>
      <dt>{words.left}</dt>
      <dd>{strings.editor.ai.credits({ low: least, high: most })}</dd>
    </dl>
  );
}

function OwnKeyFigures({ most }: { most: string }) {
  return (
    <dl className={classes["figures"]}>
      <dt>{words.range}</dt>
      <dd>{formatCredits(0)}</dd>
      <dt>{words.paidBy}</dt>
      <dd>{words.ownKey}</dd>
      <dt>{words.atProvider}</dt>
      <dd>{most}</dd>
    </dl>
  );
}
