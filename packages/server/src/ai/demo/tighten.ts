import { changeProse } from "./prose.ts";

/**
 * Wordy phrases and what says the same. A replacement of nothing drops the phrase. Order matters: longer phrases
 * first.
 */
const rules: readonly (readonly [phrase: string, replacement: string])[] = [
  ["in order to make it possible for people to be able to", "to let people"],
  ["in order to make it possible for", "to let"],
  ["in spite of the fact that", "although"],
  ["due to the fact that", "because"],
  ["owing to the fact that", "because"],
  ["in light of the fact that", "because"],
  ["for the reason that", "because"],
  ["until such time as", "until"],
  ["at this point in time", "now"],
  ["at the present time", "now"],
  ["at that point in time", "then"],
  ["in the event that", "if"],
  ["in the near future", "soon"],
  ["on a regular basis", "regularly"],
  ["on a daily basis", "daily"],
  ["in close proximity to", "near"],
  ["for the purpose of", "for"],
  ["with regard to", "about"],
  ["with respect to", "about"],
  ["in relation to", "about"],
  ["a large number of", "many"],
  ["a number of", "several"],
  ["the majority of", "most"],
  ["a sufficient number of", "enough"],
  ["each and every one of", "all of"],
  ["each and every", "every"],
  ["each one of", "each of"],
  ["has the ability to", "can"],
  ["have the ability to", "can"],
  ["is not able to", "can not"],
  ["are not able to", "can not"],
  ["is also able to", "can also"],
  ["is able to", "can"],
  ["are also able to", "can also"],
  ["are able to", "can"],
  ["to be able to", "to"],
  ["have made the decision to", "have decided to"],
  ["has made the decision to", "has decided to"],
  ["made the decision to", "decided to"],
  ["make use of", "use"],
  ["makes use of", "uses"],
  ["making use of", "using"],
  ["take into consideration", "consider"],
  ["give consideration to", "consider"],
  ["it is possible that", "perhaps"],
  ["it should be noted that", ""],
  ["it is important to note that", ""],
  ["please note that", ""],
  ["as a matter of fact,", ""],
  ["needless to say,", ""],
  ["in order to", "to"],
  ["so as to", "to"],
  ["prior to", "before"],
  ["subsequent to", "after"],
  ["utilize", "use"],
  ["utilizes", "uses"],
  ["utilise", "use"],
  ["basically", ""],
  ["actually", ""],
  ["in actual fact", "in fact"],
  ["whether or not", "whether"],
  ["first of all", "first"],
  ["end result", "result"],
  ["past history", "history"],
  ["completely eliminate", "eliminate"],
  ["very unique", "unique"],
  ["has been charged by us", "we charged"],
];

const replacements = new Map(rules);
const anyPhrase = new RegExp(
  String.raw`\b(${rules.map(([phrase]) => phrase.replaceAll(" ", String.raw`\s+`)).join("|")})(?![\w-])(\s*)(\p{L}?)`,
  "giu",
);

function tightenProse(prose: string): string {
  return prose.replaceAll(anyPhrase, (_all, phrase: string, gap: string, next: string) => {
    const words = phrase.toLowerCase().replaceAll(/\s+/g, " ");
    const replacement = replacements.get(words) ?? phrase;
    const isCapital = phrase[0] !== phrase[0]?.toLowerCase();
    if (replacement === "") return isCapital ? next.toUpperCase() : next;
    const first = isCapital ? (replacement[0] ?? "").toUpperCase() : (replacement[0] ?? "");
    return `${first}${replacement.slice(1)}${gap}${next}`;
  });
}

/** Says the same in fewer words, by a list of wordy phrases; code, links and front matter stay as they are. */
export function tighten(markdown: string): string {
  return changeProse(markdown, (prose) => tightenProse(prose).replaceAll(/(?<=\w)[ \t]+([,.;!?])(?=\s|$)/g, "$1"));
}
