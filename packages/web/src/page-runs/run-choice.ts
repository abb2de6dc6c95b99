import { type ActionKind, type AiOptions, type LanguageCode, pageRunKinds, type Tone } from "@dokly/contract";
import { optionAsked } from "../editor/menu-kinds.ts";

/** What a person wants done with the selected pages; only what the kind asks for counts. */
export type RunChoice = { kind: ActionKind; tone: Tone; language: LanguageCode; instruction: string };

/** The kinds that can be chosen, in the order of the editor's menu. */
export const offeredKinds: readonly ActionKind[] = pageRunKinds;

/** The options that the choice runs with, or null while what its kind asks for is missing. */
export function runOptionsOf({ kind, tone, language, instruction }: RunChoice): AiOptions | null {
  const asked = optionAsked(kind);
  if (asked === "tone") return { tone };
  if (asked === "language") return { language };
  if (asked === null) return {};
  return instruction.trim() === "" ? null : { instruction: instruction.trim() };
}
