/** Words or phrases and what stands in their place; "" leaves one out. */
export type WordList = { readonly pattern: RegExp; readonly replacements: ReadonlyMap<string, string> };

/**
 * Makes a list of pairs; of two that begin alike, the longer phrase counts. With `beforeWord`, only what another word
 * follows is replaced: "it is" at the end of a sentence is no "it's".
 */
export function wordList(
  pairs: readonly (readonly [phrase: string, replacement: string])[],
  { beforeWord = false } = {},
): WordList {
  const phrases = pairs.map(([phrase]) => phrase).sort((a, b) => b.length - a.length);
  const any = phrases.map((phrase) => phrase.replaceAll("'", "['’]").replaceAll(" ", String.raw`\s+`)).join("|");
  const end = beforeWord ? String.raw`(?=[ \t]+\p{L})` : String.raw`(?![\w’'-])`;
  return {
    pattern: new RegExp(String.raw`(?<![\w’'-])(?:${any})${end}`, "giu"),
    replacements: new Map(pairs),
  };
}

/** "one two" as a part of a pattern that either of them fits; an underscore stands for a space. */
export function anyWord(words: string): string {
  return `(?:${words.split(" ").join("|").replaceAll("_", " ")})`;
}

function capital(text: string): string {
  return (text[0] ?? "").toUpperCase() + text.slice(1);
}

/** Replaces whole words; a capital at their start is kept, and given on where a phrase is left out. */
export function replaceWords(words: string, { pattern, replacements }: WordList): string {
  let replaced = "";
  let at = 0;
  let isCapitalDue = false;
  const take = (text: string): void => {
    replaced += isCapitalDue ? capital(text) : text;
    if (text !== "") isCapitalDue = false;
  };
  for (const found of words.matchAll(pattern)) {
    const [phrase] = found;
    const key = phrase.toLowerCase().replaceAll(/\s+/g, " ").replaceAll("’", "'");
    const replacement = replacements.get(key) ?? phrase;
    take(words.slice(at, found.index));
    at = found.index + phrase.length;
    const isCapital = phrase[0] !== phrase[0]?.toLowerCase();
    if (phrase.length > 2 && phrase === phrase.toUpperCase()) take(phrase);
    else if (replacement !== "") take(isCapital ? capital(replacement) : replacement);
    else {
      at += /^[ \t]*/.exec(words.slice(at, at + 200))?.[0].length ?? 0;
      isCapitalDue ||= isCapital;
    }
  }
  take(words.slice(at));
  return replaced;
}
