import { actionKinds } from "@dokly/contract";

/**
 * One colour per kind, the same in every chart; as variables, because light and dark need different ones (each at
 * least 3:1 against its ground). Names and figures stand beside the colours everywhere.
 */
const colored: ReadonlySet<string> = new Set(actionKinds);

/** The colour of a kind; kinds that a service named itself share one. */
export function kindColor(kind: string): string {
  return `var(--kind-${colored.has(kind) ? kind : "other"})`;
}
