import { diff } from "@codemirror/merge";
import type { ActionKind } from "@dokly/contract";

/** A piece of a comparison: text that both sides have, or one change that can be taken or dropped as a whole. */
export type TextPart = { type: "same"; text: string } | { type: "change"; removed: string; added: string };

/** How finely two texts are compared. `lines` suits texts that share no words, as a translation and its original. */
export type Grain = "words" | "lines";

const tokenPatterns: Record<Grain, RegExp> = {
  // Words whole, everything else by the character; white space in runs.
  words: /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’]*[\p{L}\p{M}\p{N}])?|\s+|[\s\S]/gu,
  lines: /[^\n]+|\n+/g,
};

const firstCode = 0x100;
const surrogates = { from: 0xd800, count: 0x800 };

/**
 * Writes each token as one character, the same for the same token, so that a diff of characters is one of words.
 * There is room for 60,000 different tokens; an action works on at most 20,000 characters.
 */
function createAlphabet(): (tokens: readonly string[]) => string {
  const codes = new Map<string, number>();
  const codeOf = (token: string): number => {
    const code = codes.get(token) ?? firstCode + codes.size;
    codes.set(token, code);
    return code < surrogates.from ? code : code + surrogates.count;
  };
  return (tokens) => tokens.map((token) => String.fromCharCode(codeOf(token))).join("");
}

/**
 * What changed between two texts. The same and removed texts make the old one, the same and added ones the new one.
 *
 * @example textChanges("teh end", "the end", "words") // change "teh" → "the", same " end"
 */
export function textChanges(before: string, after: string, grain: Grain): TextPart[] {
  const old = before.match(tokenPatterns[grain]) ?? [];
  const fresh = after.match(tokenPatterns[grain]) ?? [];
  const write = createAlphabet();
  const parts: TextPart[] = [];
  const addSame = (text: string): void => {
    if (text !== "") parts.push({ type: "same", text });
  };
  let done = 0;
  for (const { fromA, toA, fromB, toB } of diff(write(old), write(fresh))) {
    addSame(old.slice(done, fromA).join(""));
    parts.push({ type: "change", removed: old.slice(fromA, toA).join(""), added: fresh.slice(fromB, toB).join("") });
    done = toA;
  }
  addSame(old.slice(done).join(""));
  return joinAcrossSpaces(parts);
}

/** Changes with nothing but spaces between them read better as one. */
function joinAcrossSpaces(parts: readonly TextPart[]): TextPart[] {
  const joined: TextPart[] = [];
  for (const part of parts) {
    const space = joined.at(-1);
    const before = joined.at(-2);
    const isApart = part.type === "same" || before?.type !== "change" || space?.type !== "same";
    if (isApart || !/^ +$/.test(space.text)) joined.push(part);
    else {
      const removed = before.removed + space.text + part.removed;
      joined.splice(-2, 2, { type: "change", removed, added: before.added + space.text + part.added });
    }
  }
  return joined;
}

/**
 * The text that results when the changes at some places among the parts are dropped: none dropped makes the new text,
 * all dropped the old one.
 */
export function composeText(parts: readonly TextPart[], dropped: ReadonlySet<number>): string {
  return parts
    .map((part, index) => (part.type === "same" ? part.text : dropped.has(index) ? part.removed : part.added))
    .join("");
}

/** Where among the parts the changes are. */
export const changesAmong = (parts: readonly TextPart[]): number[] =>
  parts.flatMap((part, index) => (part.type === "change" ? [index] : []));

/** Below this share of kept characters a comparison by words is a jumble. */
const keptShareMin = 0.35;

/** How to compare what a kind wrote with its original: by words, as long as enough of them are the same. */
export function grainFor(kind: ActionKind, before: string, after: string): Grain {
  if (kind === "translate") return "lines";
  const visible = (text: string): number => text.replaceAll(/\s/g, "").length;
  const kept = textChanges(before, after, "words").reduce(
    (sum, part) => (part.type === "same" ? sum + visible(part.text) : sum),
    0,
  );
  return kept >= keptShareMin * Math.min(visible(before), visible(after)) ? "words" : "lines";
}

/**
 * What has changed so far while the new text is still being written, and what of the old one it has not come to yet.
 *
 * @example changesSoFar("teh end of it", "the", "words") // change "" → "the"; ahead "teh end of it"
 */
export function changesSoFar(before: string, soFar: string, grain: Grain): { parts: TextPart[]; ahead: string } {
  // A new text of this length has hardly got further into the old one; words far ahead would match by chance.
  const reached = Math.min(before.length, Math.ceil(soFar.length * 1.4) + 80);
  const parts = textChanges(before.slice(0, reached), soFar, grain);
  const last = parts.at(-1);
  const rest = before.slice(reached);
  if (last?.type !== "change") return { parts, ahead: rest };
  const written: TextPart[] = last.added === "" ? [] : [{ type: "change", removed: "", added: last.added }];
  return { parts: [...parts.slice(0, -1), ...written], ahead: last.removed + rest };
}
