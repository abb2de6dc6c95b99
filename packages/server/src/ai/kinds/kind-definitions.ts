import type { RunnableKind } from "@dokly/contract";
import { expand } from "./expand.ts";
import { grammar } from "./grammar.ts";
import { improve } from "./improve.ts";
import type { KindDefinition } from "./kind-definition.ts";

/** Every kind that can be run; a kind of the contract without a definition does not compile. */
export const kindDefinitions: Readonly<Record<RunnableKind, KindDefinition>> = { improve, expand, grammar };
