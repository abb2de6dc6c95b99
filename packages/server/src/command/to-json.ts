/** One JSON object on a line. Amounts are numbers: what the engine keeps fits into what JSON can carry. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? Number(inner) : inner))}\n`;
}
