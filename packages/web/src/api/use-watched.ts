import { useEffect, useEffectEvent, useState } from "react";

/** Between two tries to see something again whose connection was lost. */
const reconnectMs = 2_000;

type Watched<T> = {
  /** What is watched; another one is watched anew. */
  id: string;
  /** Whether anything can still happen to it. */
  isActive: boolean;
  watch: (signal: AbortSignal) => AsyncGenerator<T>;
  isOver: (state: T) => boolean;
  onChange: (state: T) => void;
};

/** Keeps what goes on at the server in sight until it is over, and tells whether its connection is lost right now. */
export function useWatched<T>({ id, isActive, watch, isOver, onChange }: Watched<T>): boolean {
  const [isLost, setIsLost] = useState(false);
  const begin = useEffectEvent((signal: AbortSignal) => watch(signal));
  const take = useEffectEvent((state: T): boolean => {
    setIsLost(false);
    onChange(state);
    return isOver(state);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another id is another thing to watch.
  useEffect(() => {
    if (!isActive) return;
    const stopped = new AbortController();
    const keepWatching = async (): Promise<void> => {
      while (!stopped.signal.aborted) {
        try {
          for await (const state of begin(stopped.signal)) {
            if (take(state)) return;
          }
        } catch {
          if (!stopped.signal.aborted) setIsLost(true);
        }
        await new Promise((resolve) => setTimeout(resolve, reconnectMs));
      }
    };
    void keepWatching();
    return () => stopped.abort();
  }, [isActive, id]);
  return isLost && isActive;
}
