/** Words that one language is full of and that mean nothing in English, or the other way round. */
const english = wordPattern(
  "the and of to is it that for you with this are be on not have from or by can your if when at we has but they which their use how more there what its then than only each she our must should also into my dont teh",
);
const others = wordPattern(
  "de la el que los las una por con para del se un es le les des et est dans pour une sur qui pas au aux du der die das und ist nicht ein eine zu den von mit sich auf für werden wird dem auch im wenn oder het een van dat niet zijn voor met op di il che non della per sono alla do da em os uma não com por mais og i att det som en är och på til ikke av jest nie w na się że je na to ve bir ve için bu",
);

function wordPattern(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

/** Less than this many telling words say nothing about a language. */
const tellingWordsMin = 3;

/**
 * Whether a text is in English, by its most common words and its letters. A text that has too few of them is as
 * `otherwise` says: as the page that it stands in.
 */
export function isEnglish(text: string, otherwise: boolean): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (latin * 10 < letters * 9) return false;
  const plain = text.replaceAll(/```[\s\S]*?(?:```|$)|`[^`]*`|\]\([^)]*\)|<[^>]*>|\{[^}]*\}/g, " ").toLowerCase();
  let yes = 0;
  let no = 0;
  for (const word of plain.match(/\p{L}+/gu) ?? []) {
    if (english.has(word)) yes++;
    if (others.has(word)) no++;
  }
  if (yes + no < tellingWordsMin) return otherwise;
  return yes > no;
}
