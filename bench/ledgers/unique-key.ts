const start = Date.now().toString(36);
let count = 0;

/** Idempotency keys that are never the same twice and rise with time, as UUIDv7 do: the index grows at its end. */
export function uniqueKey(): string {
  count += 1;
  return `${start}-${count.toString(36).padStart(8, "0")}`;
}
