import { readBlocks } from "./block-map.ts";
import { readInline } from "./inline-map.ts";
import { plainWords } from "./plain-words.ts";
import { changeProse } from "./prose.ts";
import { readSentences } from "./sentences.ts";
import { applyEdits, type Edit } from "./text-edits.ts";
import { tighten } from "./tighten.ts";
import { replaceWords } from "./word-list.ts";

/** A sentence with fewer words is left whole, and so is one of which a half would have fewer than the second. */
const longSentenceWords = 18;
const halfWordsMin = 6;

/** Where a long sentence can be cut in two: after it, and what the new sentence begins with. */
const joints: readonly (readonly [pattern: RegExp, begin: (word: string) => string])[] = [
  [/; (?:however, |therefore, )?(\p{L}+)/gu, capital],
  [
    /, and (?=(?:it|they|you|we|he|she|this|these|that|those|the|a|an|each|every|all|no|if|when|there) )(\p{L}+)/gu,
    capital,
  ],
  [/, but (?=\p{L}+ )(\p{L}+)/gu, (word) => `But ${word}`],
  [/, so (?!that\b)(\p{L}+)/gu, (word) => `So ${word}`],
  [/, (although|while|because|whereas) (?=the |it |they |you |we )/gu, capital],
  [/ – (?=(?:it|they|you|we|this|that|the) )(\p{L}+)/gu, capital],
];
/** Such a word makes half a sentence of what follows it. */
const dependent = /^(?:Because|Although|While|Whereas)$/;

function capital(word: string): string {
  return (word[0] ?? "").toUpperCase() + word.slice(1);
}

function wordsIn(text: string): number {
  return text.match(/[\p{L}\d]+(?:['’-][\p{L}\d]+)*/gu)?.length ?? 0;
}

/** Cuts a long sentence once, where both halves stand for themselves; the halves are looked at again. */
function cutSentence(text: string, isFree: (at: number, end: number) => boolean): Edit | null {
  if (wordsIn(text) < longSentenceWords || /[“"(][^”")]*$/.test(text)) return null;
  for (const [pattern, begin] of joints) {
    for (const found of text.matchAll(pattern)) {
      const word = found[1] ?? "";
      const end = found.index + found[0].length;
      const before = text.slice(0, found.index);
      const opensAside = (before.match(/\(/g)?.length ?? 0) > (before.match(/\)/g)?.length ?? 0);
      const marks = before.match(/\*/g)?.length ?? 0;
      const isHalf = dependent.test(capital(word)) || /^(?:if|when|because|although|while)\b/i.test(before);
      if (opensAside || marks % 2 === 1 || isHalf || !isFree(found.index, end)) continue;
      if (wordsIn(before) < halfWordsMin || wordsIn(text.slice(end - word.length)) < halfWordsMin) continue;
      return { start: found.index, end, text: `. ${begin(word)}` };
    }
  }
  return null;
}

function cutLongSentences(markdown: string): string {
  const edits: Edit[] = [];
  for (const block of readBlocks(markdown)) {
    if (block.kind === "heading" || block.kind === "row") continue;
    const parts = readInline(markdown, block);
    for (const { start, end } of readSentences(markdown, block, parts)) {
      const isFree = (from: number, to: number) =>
        !parts.kept.some((part) => part.start < start + to && part.end > start + from) &&
        !parts.whole.some((part) => part.start < start + from && part.end > start + to);
      const edit = cutSentence(markdown.slice(start, end), isFree);
      if (edit !== null) edits.push({ start: start + edit.start, end: start + edit.end, text: edit.text });
    }
  }
  return applyEdits(markdown, edits);
}

/** Says the same in common words and shorter sentences; names, links and code stay as they are. */
export function simplify(markdown: string): string {
  let text = changeProse(tighten(markdown), (words) => replaceWords(words, plainWords));
  for (let round = 0; round < 3; round++) {
    const cut = cutLongSentences(text);
    if (cut === text) break;
    text = cut;
  }
  return text;
}
