import {
  type ActionKind,
  type AiOptions,
  actionKinds,
  inputOfKind,
  type LanguageCode,
  optionsOfKind,
  type Tone,
} from "@dokly/contract";

/** The kinds of a page's AI menu: those that work on a selection, or those that write at the cursor. */
export const kindsFor = (place: "selection" | "cursor"): ActionKind[] =>
  actionKinds.filter((kind) => inputOfKind[kind] === place);

/** The options that a person chooses in a step of their own before a kind can run. */
export type ChosenOption = "tone" | "language" | "instruction";

/** The option that a kind asks for, or null where it runs at once. */
export function optionAsked(kind: ActionKind): ChosenOption | null {
  const required: readonly string[] = optionsOfKind[kind].required;
  return (["tone", "language", "instruction"] as const).find((name) => required.includes(name)) ?? null;
}

export type OptionValues = { tone: Tone; language: LanguageCode; instruction: string };

/** The options that these kinds need, with the values that their prices are first shown for. */
export function optionsToShow(kinds: readonly ActionKind[], values: OptionValues): AiOptions {
  const asked = new Set(kinds.map(optionAsked));
  return {
    ...(asked.has("tone") && { tone: values.tone }),
    ...(asked.has("language") && { language: values.language }),
    ...(asked.has("instruction") && { instruction: values.instruction }),
  };
}
