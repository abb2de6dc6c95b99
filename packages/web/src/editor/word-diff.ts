import { diff } from "@codemirror/merge";

/** A run of text that both sides have, or only the old (removed) or the new one (added). */
export type DiffPart = { type: "same" | "removed" | "added"; text: string };

/** Words whole, everything else by the character; white space in runs. */
const tokenPattern = /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’]*[\p{L}\p{M}\p{N}])?|\s+|[\s\S]/gu;

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
 * What changed between two texts, word by word. The same and removed parts make the old text, same and added the new.
 *
 * @example wordDiff("teh end", "the end") // removed "teh", added "the", same " end"
 */
export function wordDiff(before: string, after: string): DiffPart[] {
  const old = before.match(tokenPattern) ?? [];
  const fresh = after.match(tokenPattern) ?? [];
  const write = createAlphabet();
  const parts: DiffPart[] = [];
  const add = (type: DiffPart["type"], tokens: readonly string[]): void => {
    if (tokens.length > 0) parts.push({ type, text: tokens.join("") });
  };
  let done = 0;
  for (const { fromA, toA, fromB, toB } of diff(write(old), write(fresh))) {
    add("same", old.slice(done, fromA));
    add("removed", old.slice(fromA, toA));
    add("added", fresh.slice(fromB, toB));
    done = toA;
  }
  add("same", old.slice(done));
  return joinAcrossSpaces(parts);
}

/** Changed words with nothing but spaces between them read better as one change. */
function joinAcrossSpaces(parts: readonly DiffPart[]): DiffPart[] {
  const joined: DiffPart[] = [];
  let removed = "";
  let added = "";
  const flush = (): void => {
    if (removed !== "") joined.push({ type: "removed", text: removed });
    if (added !== "") joined.push({ type: "added", text: added });
    removed = "";
    added = "";
  };
  for (const [index, part] of parts.entries()) {
    const isBetween = removed !== "" && added !== "" && index < parts.length - 1;
    if (part.type === "removed") removed += part.text;
    else if (part.type === "added") added += part.text;
    else if (isBetween && /^ +$/.test(part.text)) {
      removed += part.text;
      added += part.text;
    } else {
      flush();
      joined.push(part);
    }
  }
  flush();
  return joined;
}
