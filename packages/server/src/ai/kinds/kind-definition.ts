import type { ActionKind, AiOptions } from "@dokly/contract";
import type { OutputShape } from "@dokly/credits";
import type { ContextWindow } from "../selection/subject.ts";

/** A kind of action is data: adding one is one file like `improve.ts` and a line in `kind-definitions.ts`. */
export type KindDefinition = {
  readonly kind: ActionKind;
  /** What to do with the passage, in a sentence or two. Our words and choices only, nothing that a person wrote. */
  readonly instruction: string | ((options: AiOptions) => string);
  /** What of the page goes along besides the passage. */
  readonly context: ContextWindow & { readonly headings: "none" | "above" | "outline" };
  /** Output length in percent of the passage's tokens, plus a fixed part. */
  readonly output: OutputShape | ((options: AiOptions) => OutputShape);
  /** What the answer is, and so what it is checked for. */
  readonly answer: "passage" | "translation" | "continuation" | "outline" | "page";
  /** What the output has to keep, besides what every kind keeps. */
  readonly keeps: {
    readonly linksAndCode: boolean;
    /** `all`: each glossary term of the passage comes back. `spelling`: it may go, but in no other spelling. */
    readonly terms: "all" | "spelling";
  };
};

/** The usual length of a kind's output with these options. */
export function outputShapeOf(definition: KindDefinition, options: AiOptions): OutputShape {
  return typeof definition.output === "function" ? definition.output(options) : definition.output;
}

/** Whether an output that was cut off at its cap can be used (RULES R6.4): continued text and drafts of pages can. */
export function isUsableWhenCut({ answer }: Pick<KindDefinition, "answer">): boolean {
  return answer === "continuation" || answer === "page";
}
