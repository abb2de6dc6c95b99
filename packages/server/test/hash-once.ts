import type { Auth } from "../src/accounts/auth.ts";

const hashes = new Map<string, Promise<string>>();

/**
 * Hashes each password once in a worker, at its full cost, and lets one that comes back with that hash pass: what makes
 * a stolen hash costly to guess makes thousands of sign-ups of tests slow. Anything else is compared as in the product,
 * which has no such option; `accounts/password-hash.test.ts` holds the product's cost fast.
 */
export async function hashOnce(auth: Auth): Promise<void> {
  const { password } = await auth.$context;
  const { hash, verify } = password;
  password.hash = (text) => {
    const known = hashes.get(text) ?? hash(text);
    hashes.set(text, known);
    return known;
  };
  password.verify = async (pair) => (await hashes.get(pair.password)) === pair.hash || (await verify(pair));
}
