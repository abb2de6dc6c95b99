import type { Estimate } from "@dokly/contract";
import { Loader } from "@mantine/core";
import { limitWarningText } from "../limits/limit-warning-text.ts";
import { strings } from "../strings/index.ts";
import classes from "./ai-menu.module.css";
import { centsAbove } from "./price-text.ts";

const words = strings.editor.ai;

/** What an action would cost: its range, that it is on an own key, that a soft limit is near, or what is missing. */
export function PriceTag({ estimate, isWaiting }: { estimate: Estimate | undefined; isWaiting: boolean }) {
  if (estimate === undefined) return isWaiting ? <Loader size={12} role="img" aria-label={words.estimating} /> : null;
  if (estimate.refusal !== undefined) {
    return (
      <span className={classes["costShort"]} title={estimate.refusal.detail}>
        {words.noOwnKey}
      </span>
    );
  }
  if (estimate.payer === "byok") {
    const most = estimate.providerCostNanoDollars;
    return (
      <span className={classes["costOwn"]}>
        <span className={classes["cost"]}>{words.credits(estimate)}</span>
        <span>{words.ownKey(most === undefined ? null : centsAbove(most))}</span>
      </span>
    );
  }
  const warnings = estimate.limitWarnings ?? [];
  if (estimate.enough && warnings.length > 0) {
    return (
      <span className={classes["costShort"]} title={warnings.map(limitWarningText).join(" ")}>
        {words.credits(estimate)} · {strings.limits.warning.short}
      </span>
    );
  }
  return estimate.enough ? (
    <span className={classes["cost"]}>{words.credits(estimate)}</span>
  ) : (
    <span className={classes["costShort"]}>{words.notEnough(estimate.high, estimate.available)}</span>
  );
}
