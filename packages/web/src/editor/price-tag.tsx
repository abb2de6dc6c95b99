import type { Estimate } from "@dokly/contract";
import { Loader } from "@mantine/core";
import { strings } from "../strings/index.ts";
import classes from "./ai-menu.module.css";

const words = strings.editor.ai;

/** What an action would cost: its range, that it is on an own key, or what is missing. */
export function PriceTag({ estimate, isWaiting }: { estimate: Estimate | undefined; isWaiting: boolean }) {
  if (estimate === undefined) return isWaiting ? <Loader size={12} role="img" aria-label={words.estimating} /> : null;
  if (estimate.payer === "byok") return <span className={classes["cost"]}>{words.ownKey}</span>;
  return estimate.enough ? (
    <span className={classes["cost"]}>{words.credits(estimate)}</span>
  ) : (
    <span className={classes["costShort"]}>{words.notEnough(estimate.high, estimate.available)}</span>
  );
}
