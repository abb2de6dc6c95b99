import type { ReactNode } from "react";
import classes from "./facts.module.css";

/** What is known of a thing, name by name: a `dl`. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={classes["facts"]}>{children}</dl>;
}

/** A name with what belongs to it. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
