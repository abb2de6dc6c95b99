const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

// Ctrl+C reaches this process from the terminal and once more from npm, which passes it on.
const sameSignalMs = 1_000;

/**
 * Calls `stop` on the first signal to stop, or when the script that started this process is gone. A further signal, a
 * second or more later, is the person's wish to wait no longer: it aborts the `hurry` that `stop` was given, and the
 * third ends the process.
 */
export function onStopSignal(stop: (hurry: AbortSignal) => Promise<void>): void {
  const hurry = new AbortController();
  let asked = 0;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  const ask = (): void => {
    const nowMs = performance.now();
    if (nowMs - askedAtMs < sameSignalMs) return;
    askedAtMs = nowMs;
    asked += 1;
    if (asked === 2) hurry.abort();
    if (asked > 2) process.exit(1);
    if (asked > 1) return;
    stop(hurry.signal).catch((cause: unknown) => {
      console.error(cause);
      process.exit(1);
    });
  };
  for (const signal of signals) process.on(signal, ask);
  process.on("disconnect", ask);
}
