const commonWords = new Set(
  "about above after again also always another because been before being below between both cannot could does doing down during each every first from further have here however into itself just know less like made make makes many more most much need needs never only other over page pages same second should some something still such take takes than that their them then there these they thing things this those through under until used using very want well were what when where which while whole will with within without work works would your yours".split(
    " ",
  ),
);

/** The words of a text that say what it is about, in lower case, as often as they stand in it. */
export function termsOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}[\p{L}'’-]{3,}/gu) ?? [];
  return words.filter((word) => !commonWords.has(word));
}

/** The same for comparing: a word in the singular and in the plural is one. */
export function stemsOf(text: string): Set<string> {
  return new Set(termsOf(text).map((term) => term.replace(/(?<=\p{L}{3})(?:'s|’s|s)$/u, "")));
}

/** The most frequent of them, the most frequent first; of two, the longer one. */
export function frequentTerms(text: string, count: number): string[] {
  const seen = new Map<string, number>();
  for (const term of termsOf(text)) seen.set(term, (seen.get(term) ?? 0) + 1);
  const ranked = [...seen.entries()].sort((a, b) => b[1] - a[1] || b[0].length - a[0].length || (a[0] < b[0] ? -1 : 1));
  return ranked.slice(0, count).map(([term]) => term);
}

/** "one", "one and two", "one, two and three" */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
