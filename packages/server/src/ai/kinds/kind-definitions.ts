import type { ActionKind } from "@dokly/contract";
import { continueWriting } from "./continue.ts";
import { custom } from "./custom.ts";
import { expand } from "./expand.ts";
import { grammar } from "./grammar.ts";
import { improve } from "./improve.ts";
import type { KindDefinition } from "./kind-definition.ts";
import { outline } from "./outline.ts";
import { page } from "./page.ts";
import { shorten } from "./shorten.ts";
import { simplify } from "./simplify.ts";
import { tone } from "./tone.ts";
import { translate } from "./translate.ts";

/** Every kind that can be run; a runnable kind of the contract without a definition does not compile. */
export const kindDefinitions: Readonly<Record<ActionKind, KindDefinition>> = {
  improve,
  expand,
  shorten,
  simplify,
  grammar,
  tone,
  custom,
  continue: continueWriting,
  translate,
  outline,
  page,
};
