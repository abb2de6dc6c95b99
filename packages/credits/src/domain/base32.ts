/** Crockford's base32 in lower case: no i, l, o, u, so that an id can be read out. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const valueOfCharacter: ReadonlyMap<string, number> = new Map(
  Array.from(alphabet, (character, value) => [character, value]),
);

/** Writes a natural number. */
export function toBase32(value: bigint): string {
  let text = "";
  let rest = value;
  do {
    text = alphabet.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  } while (rest > 0n);
  return text;
}

/** The number that a text stands for; null for characters that are none of the alphabet's. */
export function fromBase32(text: string): bigint | null {
  let value = 0n;
  for (const character of text) {
    const digit = valueOfCharacter.get(character);
    if (digit === undefined) return null;
    value = (value << 5n) | BigInt(digit);
  }
  return value;
}

/**
 * The check digit of a text: Horner's scheme at the generator of GF(32) with x^5 + x^2 + 1. It sees every single wrong
 * character
 * and every two neighbours that changed places, for texts shorter than 31 characters.
 */
function checkDigit(text: string): string {
  let sum = 0;
  for (const character of text) {
    const doubled = sum << 1;
    sum = (doubled & 32 ? doubled ^ 0b100101 : doubled) ^ (valueOfCharacter.get(character) ?? 0);
  }
  const doubled = sum << 1;
  return alphabet.charAt(doubled & 32 ? doubled ^ 0b100101 : doubled);
}

/** An id: prefix, body and the check digit of the body. */
export function writeId(prefix: string, body: string): string {
  return `${prefix}_${body}${checkDigit(body)}`;
}

/** The body of an id without its check digit; null where prefix, alphabet or check digit are wrong. */
export function readId(prefix: string, id: string): string | null {
  if (!id.startsWith(`${prefix}_`)) return null;
  const body = id.slice(prefix.length + 1, -1);
  return checkDigit(body) === id.at(-1) ? body : null;
}
