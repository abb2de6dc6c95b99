import { createHash } from "node:crypto";

/** Hosts of one provider that ignores dots in the name before the @. */
const dotless: Readonly<Record<string, string>> = { "gmail.com": "gmail.com", "googlemail.com": "gmail.com" };

/**
 * One spelling for all addresses that reach one mailbox, as far as that is known: without capitals, without what
 * follows a plus, and for Google's hosts without dots. It is for comparing; mail goes to the address as it was given.
 *
 * @example
 * normaliseEmail("Ada.L+docs@GoogleMail.com"); // "adal@gmail.com"
 */
export function normaliseEmail(email: string): string {
  const text = email.normalize("NFKC").trim().toLowerCase();
  const at = text.lastIndexOf("@");
  const host = text.slice(at + 1).replace(/\.$/, "");
  const [name = ""] = text.slice(0, at).split("+");
  const kept = name === "" ? text.slice(0, at) : name;
  const same = dotless[host];
  return same === undefined ? `${kept}@${host}` : `${kept.replaceAll(".", "")}@${same}`;
}

/** What is kept of an address that had free credits. */
export function emailKeyOf(email: string): Buffer {
  return createHash("sha256").update(normaliseEmail(email)).digest();
}
