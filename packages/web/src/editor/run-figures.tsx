import type { Estimate } from "@dokly/contract";
import { formatCredits } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { leftAfter } from "./charge-figures.ts";

const words = strings.editor.confirm;

/** What a larger action will cost, what is there now, and what will be left. */
export function RunFigures({ estimate }: { estimate: Estimate }) {
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
