import { useRef } from "react";
import { newIdempotencyKey } from "./client.ts";

/** Idempotency keys by what is asked for: the same keeps its key however often it is sent, another gets a new one. */
export function useIntentKey(): (asked: unknown) => string {
  const last = useRef({ asked: "", key: "" });
  return (asked) => {
    const written = JSON.stringify(asked);
    if (last.current.asked !== written) last.current = { asked: written, key: newIdempotencyKey() };
    return last.current.key;
  };
}
