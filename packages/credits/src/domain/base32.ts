/** Crockford's base32 in lower case: no i, l, o, u, so that an id can be read out. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const notInAlphabet = 255;
/** The value of each character, by its code. */
const valueOfCode = new Uint8Array(128).fill(notInAlphabet);
for (const [value, character] of Array.from(alphabet).entries()) valueOfCode[character.charCodeAt(0)] = value;

/** Ten digits are a number that needs no bigint. */
const chunkDigits = 10;
const chunkBits = 50n;
const chunkMask = (1n << chunkBits) - 1n;

/** Writes a natural number. */
export function toBase32(value: bigint): string {
  if (value <= chunkMask) return chunkToBase32(Number(value));
  return toBase32(value >> chunkBits) + chunkToBase32(Number(value & chunkMask)).padStart(chunkDigits, "0");
}

function chunkToBase32(value: number): string {
  let text = "";
  let rest = value;
  do {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  } while (rest > 0);
  return text;
}

/** The number that a text stands for; null for characters that are none of the alphabet's. */
export function fromBase32(text: string): bigint | null {
  let value = 0n;
  for (let at = 0; at < text.length; at += chunkDigits) {
    const digits = text.slice(at, at + chunkDigits);
    let chunk = 0;
    for (let index = 0; index < digits.length; index += 1) {
      const digit = valueOfCode[digits.charCodeAt(index)] ?? notInAlphabet;
      if (digit === notInAlphabet) return null;
      chunk = chunk * 32 + digit;
    }
    value = (value << BigInt(5 * digits.length)) | BigInt(chunk);
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
  for (let index = 0; index < text.length; index += 1) {
    const doubled = sum << 1;
    const digit = valueOfCode[text.charCodeAt(index)] ?? notInAlphabet;
    sum = (doubled & 32 ? doubled ^ 0b100101 : doubled) ^ (digit === notInAlphabet ? 0 : digit);
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
