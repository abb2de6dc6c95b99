import type { Estimate } from "@dokly/contract";
import type { ReactNode } from "react";
import { strings } from "../strings/index.ts";
import classes from "./ai-menu.module.css";
import { PriceTag } from "./price-tag.tsx";

/** The foot of a page of the menu: what the choice will cost, and what runs it. */
export function StepPrice(props: { estimate: Estimate | undefined; isWaiting: boolean; children?: ReactNode }) {
  return (
    <div className={classes["foot"]}>
      <span>{strings.editor.ai.willCost}</span>
      <PriceTag estimate={props.estimate} isWaiting={props.isWaiting} />
      {props.children}
    </div>
  );
}
