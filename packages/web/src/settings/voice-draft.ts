import { glossaryTermLengthMax, glossaryTermsMax, type VoiceBody, voiceBody } from "@dokly/contract";

/** What is wrong with a list of terms: too many, one that is too long, or one with a character that is not allowed. */
export type TermsProblem = { type: "many" } | { type: "long" | "characters"; term: string };

/** The first thing that is wrong with a list of terms, or null. */
export function termsProblem(terms: readonly string[]): TermsProblem | null {
  if (terms.length > glossaryTermsMax) return { type: "many" };
  const long = terms.find((term) => term.length > glossaryTermLengthMax);
  if (long !== undefined) return { type: "long", term: long };
  const wrong = terms.find((term) => /[\p{Cc}<>]/u.test(term));
  return wrong === undefined ? null : { type: "characters", term: wrong };
}

/** Terms as they are kept: a list with commas is several, without spaces around them, none empty, each once. */
export const tidyTerms = (terms: readonly string[]): string[] => [
  ...new Set(
    terms
      .flatMap((typed) => typed.split(","))
      .map((term) => term.trim())
      .filter((term) => term !== ""),
  ),
];

/** Whether a draft can be saved: it is allowed, and another than what is saved. */
export function canSave(draft: VoiceBody, saved: VoiceBody): boolean {
  const isSame =
    draft.tone.trim() === saved.tone &&
    sameTerms(draft.keepTerms, saved.keepTerms) &&
    sameTerms(draft.neverTranslate, saved.neverTranslate);
  return !isSame && voiceBody.safeParse(draft).success;
}

const sameTerms = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((term, index) => term === other[index]);
