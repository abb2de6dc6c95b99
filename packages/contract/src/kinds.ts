import { z } from "zod";
import { documentPath } from "./documents.ts";
import { languageCodes } from "./languages.ts";

/** Every kind of action that a person starts, in the order in which menus list them. */
export const actionKinds = [
  "improve",
  "expand",
  "shorten",
  "simplify",
  "grammar",
  "tone",
  "custom",
  "continue",
  "translate",
  "outline",
  "page",
] as const;
export const actionKind = z.enum(actionKinds);
export type ActionKind = z.infer<typeof actionKind>;

/**
 * What a kind works on. `selection`: a range of a page that is replaced. `cursor`: a place in a page where text is
 * added. `brief`: nothing but its options.
 */
export const inputOfKind = {
  improve: "selection",
  expand: "selection",
  shorten: "selection",
  simplify: "selection",
  grammar: "selection",
  tone: "selection",
  custom: "selection",
  continue: "cursor",
  translate: "selection",
  outline: "brief",
  page: "brief",
} as const satisfies Record<ActionKind, "selection" | "cursor" | "brief">;

/** The tones that `tone` gives a passage. */
export const tones = [
  "neutral",
  "friendly",
  "formal",
  "casual",
  "confident",
  "encouraging",
  "professional",
  "technical",
] as const;
export const tone = z.enum(tones);
export type Tone = z.infer<typeof tone>;

/** Bounds of what a person writes into options, in UTF-16 code units. */
export const optionLengths = {
  instruction: 2_000,
  previous: 60_000,
  title: 200,
  brief: 4_000,
  audience: 300,
  notes: 20_000,
} as const;
/** How many pages `outline` can be asked for. */
export const pageCounts = { min: 2, max: 50 } as const;
/** How many pages of the workspace `page` and `outline` can draw on. */
export const sourcesMax = 5;

const line = (most: number) => z.string().trim().min(1).max(most);

/** Every option of every kind; which of them a kind takes stands in `optionsOfKind`. */
export const aiOptions = z.strictObject({
  tone: tone.optional(),
  /** What to do, in the person's words: all of it for `custom`, an addition for the other kinds. */
  instruction: line(optionLengths.instruction).optional(),
  /**
   * Refines: the text that an action gave for this same input. The new text follows `instruction` from there, and
   * replaces the original, which it is compared with. Needs `instruction`.
   */
  previous: z.string().min(1).max(optionLengths.previous).optional(),
  language: z.enum(languageCodes).optional(),
  title: line(optionLengths.title)
    .regex(/^[^\p{Cc}]*$/u, "one line without control characters")
    .optional(),
  /** What to write about. */
  brief: line(optionLengths.brief).optional(),
  /** For whom it is written. */
  audience: line(optionLengths.audience).optional(),
  /** Facts to draw on. */
  notes: line(optionLengths.notes).optional(),
  /** Pages of the workspace to draw on, by path. */
  sources: z.array(documentPath).max(sourcesMax).optional(),
  /** How many pages an outline has. */
  pages: z.number().int().min(pageCounts.min).max(pageCounts.max).optional(),
  /** Where a new page is stored, as `guide/new.md`; without it, a free path is made from the title. */
  path: documentPath.optional(),
});
export type AiOptions = z.infer<typeof aiOptions>;
export type OptionName = keyof AiOptions;

type OptionRules = { readonly required: readonly OptionName[]; readonly optional: readonly OptionName[] };

const refinable = ["instruction", "previous"] as const;

/** Which options a kind needs, and which it takes besides; any other is refused by name. */
export const optionsOfKind = {
  improve: { required: [], optional: refinable },
  expand: { required: [], optional: refinable },
  shorten: { required: [], optional: refinable },
  simplify: { required: [], optional: refinable },
  grammar: { required: [], optional: refinable },
  tone: { required: ["tone"], optional: refinable },
  custom: { required: ["instruction"], optional: ["previous"] },
  continue: { required: [], optional: ["instruction"] },
  translate: { required: ["language"], optional: refinable },
  outline: { required: ["title", "brief", "pages"], optional: ["audience", "notes", "sources"] },
  page: { required: ["title", "brief"], optional: ["audience", "notes", "sources", "path"] },
} as const satisfies Record<ActionKind, OptionRules>;

/** One thing that is wrong with the options of a kind, as a path and a sentence. */
export type OptionProblem = { readonly path: readonly string[]; readonly message: string };

/** What is wrong with `options` for `kind`; empty where all is well. */
export function findOptionProblems(kind: ActionKind, options: AiOptions): OptionProblem[] {
  const rules: OptionRules = optionsOfKind[kind];
  const given = (Object.keys(options) as OptionName[]).filter((name) => options[name] !== undefined);
  const missing = rules.required.filter((name) => !given.includes(name));
  const foreign = given.filter((name) => !rules.required.includes(name) && !rules.optional.includes(name));
  const problems = [
    ...missing.map((name) => ({ path: ["options", name], message: `${kind} needs it` })),
    ...foreign.map((name) => ({ path: ["options", name], message: `${kind} does not take it` })),
  ];
  if (problems.length === 0 && options.previous !== undefined && options.instruction === undefined)
    problems.push({
      path: ["options", "instruction"],
      message: "previous needs an instruction that says what to change",
    });
  return problems;
}

/** Of several kinds' common options, those that `kind` needs: what an estimate of many kinds at once is made with. */
export function requiredOptionsOf(kind: ActionKind, options: AiOptions): AiOptions {
  const { required }: OptionRules = optionsOfKind[kind];
  return Object.fromEntries(Object.entries(options).filter(([name]) => required.includes(name as OptionName)));
}
