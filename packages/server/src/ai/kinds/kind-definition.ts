import type { RunnableKind } from "@dokly/contract";
import type { OutputShape } from "@dokly/credits";
import type { ContextWindow } from "../selection/subject.ts";

/** A kind of action is data: adding one is one file like `improve.ts` and a line in `kind-definitions.ts`. */
export type KindDefinition = {
  readonly kind: RunnableKind;
  /** What to do with the passage, in a sentence or two. */
  readonly instruction: string;
  /** What of the page goes along besides the passage. */
  readonly context: ContextWindow & { readonly headings: "none" | "above" | "outline" };
  /** Output length in percent of the passage's tokens, plus a fixed part. */
  readonly output: OutputShape;
  /** What the output has to keep, besides what every kind keeps. */
  readonly keeps: { readonly linksAndCode: boolean };
};
