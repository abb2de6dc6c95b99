/** Why a password is among the first that are tried. */
export type GuessableBecause = "common" | "decorated" | "repeated" | "walk" | "about-you";

export type PasswordRules = {
  /** Passwords that are often met in leaks, in small letters, the most frequent first. */
  readonly common: ReadonlySet<string>;
  /** The product, and whose password it is: name, parts of the e-mail address. In any case. */
  readonly about: readonly string[];
};

/**
 * Tells whether a password is one that is guessed early, and why; null: it is not known to be. Nothing else is asked of
 * it: neither digits nor capitals, and any character may stand in it.
 *
 * @example
 * whyGuessable("P@ssw0rd2024", { common: new Set(["password"]), about: [] }); // "decorated"
 * whyGuessable("four unrelated garden words", { common, about: ["dokly"] }); // null
 */
export function whyGuessable(password: string, { common, about }: PasswordRules): GuessableBecause | null {
  const text = password.normalize("NFKC").toLowerCase();
  const squeezed = squeeze(text);
  const isKnown = (word: string): boolean => common.has(word) || common.has(plain(word)) || phrases.has(word);
  if (isKnown(text) || isKnown(squeezed) || isKnown(reversed(text))) return "common";
  if (new Set(squeezed).size <= distinctMin || hasShortPeriod(squeezed, isKnown)) return "repeated";
  if (isWalk(squeezed)) return "walk";
  const rest = withoutWords(squeezed, about);
  if (rest !== squeezed && (rest.length < restMin || isDull(rest) || isDecorated(rest, isKnown))) return "about-you";
  return isDecorated(text, isKnown) || isDecorated(squeezed, isKnown) ? "decorated" : null;
}

/** So few different characters are no more than one that is repeated. */
const distinctMin = 3;
/** What has to be left of a password without the product's and the person's own words. */
const restMin = 6;
const periodMax = 4;
const decorationMax = 4;
const coreMin = 4;
const ownWordMin = 3;

/** What people take who are asked for a long one; without blanks and punctuation. */
const phrases: ReadonlySet<string> = new Set(
  `correct horse battery staple|the quick brown fox|the quick brown fox jumps over the lazy dog|to be or not to be
|may the force be with you|i love you so much|i love my family|i love my mother|i love jesus christ|jesus loves me
|god is good all the time|let me in please|please let me in|open sesame please|this is my password|my password is
|my password is password|this is a password|this is secure|this is not a password|what is my password
|i forgot my password|i hate passwords|password password|new password please|change me please|change this password
|change me now|welcome home
|welcome to the jungle|hello world again|hello my name is|who let the dogs out|live long and prosper|winter is coming
|a long password|a very long password|long password here|super secret password|top secret password|very secure password
|secure password|secret password|strong password|ten characters|more than ten characters|at least ten characters
|long enough now|good morning sunshine|once upon a time|in the beginning|happy birthday to you|never gonna give you up
|i am your father|all you need is love|hakuna matata|carpe diem|knock knock whos there|abracadabra|lorem ipsum dolor
|lorem ipsum dolor sit amet|one two three four|one two three four five|admin administrator|administrator|root root root
|letmeinnow|iamthebest|trustno1ever|test test test|testing testing|default password|temporary password|temp password`
    .split("|")
    .map(squeeze),
);

/** Lines of keys and of letters that fingers walk along, and what they leave out. */
const lines: readonly string[] = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiopü",
  "yxcvbnm",
  "azertyuiop",
  "qsdfghjklm",
  "wxcvbn",
  "1qaz",
  "2wsx",
  "3edc",
  "4rfv",
  "5tgb",
  "6yhn",
  "7ujm",
  "8ik",
  "9ol",
  "!@#$%^&*()",
  "13579",
  "24680",
].flatMap((line) => [line, reversed(line)]);
const runMin = 3;
const looseMax = 2;

/** Whether it is made of runs along lines of keys, but for one or two characters. */
function isWalk(text: string): boolean {
  let loose = 0;
  for (let at = 0; at < text.length; ) {
    const length = longestRun(text, at);
    if (length < runMin) {
      loose += 1;
      at += 1;
    } else at += length;
  }
  return loose <= looseMax && loose < text.length - runMin;
}

function longestRun(text: string, at: number): number {
  let length = 1;
  while (at + length < text.length && lines.some((line) => line.includes(text.slice(at, at + length + 1)))) length += 1;
  return length;
}

/** Whether it is one short or known part again and again. */
function hasShortPeriod(text: string, isKnown: (word: string) => boolean): boolean {
  for (let period = 1; period <= text.length / 2; period += 1) {
    const unit = text.slice(0, period);
    if (!unit.repeat(Math.ceil(text.length / period)).startsWith(text)) continue;
    return period <= periodMax || isKnown(unit) || isWalk(unit);
  }
  return false;
}

/** Whether it is a known password with a little before or behind it, as a year or an exclamation mark. */
function isDecorated(text: string, isKnown: (word: string) => boolean): boolean {
  const before = /^[^\p{L}]*/u.exec(text)?.[0].length ?? 0;
  const behind = /[^\p{L}]*$/u.exec(text)?.[0].length ?? 0;
  for (let from = 0; from <= before; from += 1) {
    for (let cut = 0; cut <= behind && text.length - cut - from >= coreMin; cut += 1) {
      const isBare = isDull(text.slice(0, from)) && isDull(text.slice(text.length - cut));
      if (isBare && isKnown(text.slice(from, text.length - cut))) return true;
    }
  }
  return false;
}

const date = /^(?:\d{1,2}\D?\d{1,2}\D?(?:19|20)?\d\d|(?:19|20)\d\d\D?\d\d\D?\d\d)$/;

function isDull(text: string): boolean {
  return text.length <= decorationMax || new Set(text).size <= 2 || isWalk(text) || date.test(text);
}

function withoutWords(text: string, about: readonly string[]): string {
  const words = about.map((word) => squeeze(word.normalize("NFKC").toLowerCase()));
  const long = words.filter((word) => word.length >= ownWordMin).sort((a, b) => b.length - a.length);
  const without = (given: string): string => long.reduce((left, word) => left.replaceAll(word, ""), given);
  const [asIs, asPlain] = [without(text), without(plain(text))];
  return asPlain.length < asIs.length ? asPlain : asIs;
}

/** Without what people put between words. */
function squeeze(text: string): string {
  return text.replaceAll(/[\s._,;:'"’–—-]+/gu, "");
}

const lookalikes: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/** With letters in the places of what looks like them. */
function plain(text: string): string {
  return text.replaceAll(/[013457@$!]/g, (sign) => lookalikes[sign] ?? sign);
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}
