/**
 * A text without what looks like a password in an address or like a key: drivers like to quote the connection string in
 * their messages, gateways the key, and checks of a request what they were sent.
 */
export function hideSecrets(text: string): string {
  return text.replaceAll(/(\w+:\/\/[^\s:@/]*):[^\s@/]*@/g, "$1:[hidden]@").replaceAll(/\bsk-[\w-]{8,}/g, "[hidden]");
}
