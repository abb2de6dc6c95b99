import { VisuallyHidden } from "@mantine/core";
import { useSyncExternalStore } from "react";

type Announcement = { text: string; count: number };

let current: Announcement = { text: "", count: 0 };
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Says a sentence to screen readers, politely: after what they are saying now. The same sentence twice is said
 * twice.
 */
export function announce(text: string): void {
  current = { text, count: current.count + 1 };
  for (const listener of listeners) listener();
}

/** The one live region of the app. */
export function Announcer() {
  const { text, count } = useSyncExternalStore(subscribe, () => current);
  return (
    <VisuallyHidden role="status" aria-live="polite" aria-atomic="true" data-testid="announcer">
      <span key={count}>{text}</span>
    </VisuallyHidden>
  );
}
