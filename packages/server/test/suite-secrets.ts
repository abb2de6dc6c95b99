/**
 * The secrets that the suite gives to servers, so that whatever a server writes can be searched for all of them: every
 * log line of every test server passes `findSecret`.
 */
const noted = new Map<string, readonly string[]>();

/** What only a leak would write, noted or not: a real key, or as much of it as tells one from another. */
const keyLike = /sk-ant-api\d\d-[\w-]{6,}/;

/** How a text may carry bytes: as they are, in hexadecimal, and in base64 from each of the three places in a group. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  const inBase64 = [0, 1, 2].map((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    // Without the groups that neighbours change.
    return shifted.slice(shift === 0 ? 0 : 4, -4);
  });
  const hex = bytes.toString("hex");
  return [secret, secret.slice(0, -4), hex, hex.toUpperCase(), ...inBase64];
}

/** Adds a secret of 12 characters or more, and returns it. */
export function noteSecret(secret: string): string {
  if (secret.length < 12) throw new Error("a secret this short is found by chance");
  if (!noted.has(secret)) noted.set(secret, formsOf(secret));
  return secret;
}

/** The piece of a text that gives a noted secret away; null where none does. */
export function findSecret(text: string): string | null {
  for (const forms of noted.values()) {
    const found = forms.find((form) => text.includes(form));
    if (found !== undefined) return found;
  }
  return keyLike.exec(text)?.[0] ?? null;
}

/**
 * Begins anew, for the next test file: one worker runs many, and the secrets of servers that are gone only cost time.
 * What the stand-in of the provider says in its errors, whose words are never to be written, is noted for all.
 */
export function forgetSecrets(): void {
  noted.clear();
  noteSecret("sk-ant-secret and the prompt stand in this message");
}
forgetSecrets();

/** @throws where something that a server wrote has a secret in it, with the line that has it */
export function requireNoSecret(what: string, lines: Iterable<string>): void {
  for (const line of lines) {
    const found = findSecret(line);
    if (found !== null) throw new Error(`${what} has the secret ${found} in it: ${line.slice(0, 2_000)}`);
  }
}
