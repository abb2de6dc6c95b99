/** `name=value` pairs as OpenTelemetry writes them; values may be percent-encoded. Null where one is no header. */
export function parseHeaderList(list: string): Readonly<Record<string, string>> | null {
  const pairs = list.split(",").map((pair) => /^\s*([\w-]+)\s*=\s*([\x21-\x7e]+)\s*$/.exec(pair));
  if (pairs.some((pair) => pair === null)) return null;
  try {
    return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", decodeURIComponent(pair?.[2] ?? "")]));
  } catch {
    return null;
  }
}
