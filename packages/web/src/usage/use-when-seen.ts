import { useEffect, useEffectEvent, useState } from "react";

/** How far outside of the screen something counts as seen already, so that rows are there before they are needed. */
const ahead = "800px 0px";

/**
 * Calls `onSeen` when an element comes near the screen, and again each time that it becomes active while it is there.
 *
 * @returns the ref of the element
 */
export function useWhenSeen(onSeen: () => void, isActive: boolean): (element: Element | null) => void {
  const [element, setElement] = useState<Element | null>(null);
  const tell = useEffectEvent(onSeen);
  useEffect(() => {
    if (element === null || !isActive) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) tell();
      },
      { rootMargin: ahead },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, isActive]);
  return setElement;
}
