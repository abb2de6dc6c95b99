/** A text in which terms are hidden, and what brings them back. */
export type MaskedText = { readonly masked: string; unmask(text: string): string };

/** Two characters that no text of people holds, and between them a name that no writer of ours changes. */
const mask = /\uE000k(\d+)\uE001/g;

/** Hides terms that stay as they are spelled, so that no list of words can change them. */
export function maskTerms(text: string, terms: readonly string[]): MaskedText {
  const present = terms.filter((term) => text.includes(term)).sort((a, b) => b.length - a.length);
  if (present.length === 0 || /[\uE000\uE001]/.test(text)) return { masked: text, unmask: (changed) => changed };
  const escaped = present.map((term) => term.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const any = new RegExp(String.raw`(?<![\p{L}\d])(?:${escaped.join("|")})(?![\p{L}\d])`, "gu");
  const masked = text.replaceAll(any, (term) => `\uE000k${present.indexOf(term)}\uE001`);
  return {
    masked,
    unmask: (changed) => changed.replaceAll(mask, (_all, index: string) => present[Number(index)] ?? ""),
  };
}
