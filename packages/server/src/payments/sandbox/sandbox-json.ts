/** Marks of whole amounts and instants in stored JSON, which nothing else in a body looks like. */
const amountMark = "$whole";
const instantMark = "$instant";

/** Text of a value whose leaves may be bigint and Date. */
export function toSandboxJson(value: unknown): string {
  return JSON.stringify(mark(value));
}

/** The value that a marked one stands for; the driver has parsed its JSON already. */
export function fromSandboxJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromSandboxJson);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [[name, content] = ["", null]] = entries;
  if (entries.length === 1 && typeof content === "string") {
    if (name === amountMark) return BigInt(content);
    if (name === instantMark) return new Date(content);
  }
  return Object.fromEntries(entries.map(([key, part]) => [key, fromSandboxJson(part)]));
}

function mark(value: unknown): unknown {
  if (typeof value === "bigint") return { [amountMark]: value.toString() };
  if (value instanceof Date) return { [instantMark]: value.toISOString() };
  if (Array.isArray(value)) return value.map(mark);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mark(part)]));
}
