/** Verbs of documentation, in the form that goes with "they". */
const verbs =
  "accept add allow appear apply arrive ask become begin call cause change check close come connect contain cost create delete depend do end exist expect fail fetch fill find follow get give go happen have help hold import include keep know lead leave let load look lose make mean move need offer open print produce provide read receive refuse remove replace require return run save say see send set show start stay stop store take tell try use wait want work write";

function thirdPerson(verb: string): string {
  if (verb === "have") return "has";
  if (/(?:[sxz]|ch|sh|o)$/.test(verb)) return `${verb}es`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`;
}

const anyVerb = verbs.replaceAll(" ", "|");

/** Mistakes that the checker does not see; each is one wherever it stands. */
const rules: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  // Only after a conjunction: "let it print" and "that it print" are right.
  [
    new RegExp(
      String.raw`((?:\b(?:and|but|because|so|when|if|where|while|until)|[;:]) (?:it|he|she)) (${anyVerb})(?= |[,.;]|$)`,
      "gi",
    ),
    (_all, before = "", verb = "") => `${before} ${thirdPerson(verb)}`,
  ],
  [
    new RegExp(`((?:^|[.!?] )(?:It|He|She)) (${anyVerb})(?= |[,.;]|$)`, "g"),
    (_all, before = "", verb = "") => `${before} ${thirdPerson(verb)}`,
  ],
  [/\b(he|she|it) (?:don't|dont|don’t)\b/gi, (_all, who = "") => `${who} doesn't`],
  [/\b(that) (he|she|it) have\b(?! to\b)/gi, (_all, that = "", who = "") => `${that} ${who} has`],
  [/\b(you|we|they) (?:was|is)\b/gi, (all, who = "") => `${who} ${/was$/i.test(all) ? "were" : "are"}`],
  [/\b(you|we|they) has\b/gi, (_all, who = "") => `${who} have`],
  [/\bthis (are|were)\b/g, (_all, verb = "") => `these ${verb}`],
  [/\bThis (are|were) (?=an? )/g, (_all, verb = "") => `This ${verb === "are" ? "is" : "was"} `],
  [/\bThis (are|were)\b/g, (_all, verb = "") => `These ${verb}`],
  [
    /\b(better|worse|more|less|fewer|faster|slower|larger|smaller|longer|shorter|rather|other) then\b/gi,
    (_all, word = "") => `${word} than`,
  ],
  [/\b(must|should|could|would|might) of\b(?! course)/gi, (_all, word = "") => `${word} have`],
  [/\b(your) (?=going to\b|not\b)/gi, (_all, your = "") => `${your.slice(0, 3)}'re `],
  [/\b(have|has|had|having) went\b/gi, (_all, word = "") => `${word} gone`],
];

/** Mends verbs that do not go with their subject, and a few words that are often taken for each other. */
export function mendAgreement(words: string): string {
  let mended = words;
  for (const [pattern, mend] of rules) mended = mended.replaceAll(pattern, (...found: string[]) => mend(...found));
  return mended;
}
