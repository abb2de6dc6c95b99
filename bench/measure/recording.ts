/** The two operations that a caller waits for. */
export type OperationKind = "hold" | "settle";

/** What a load did while it was looked at. */
export type Recording = {
  /** Whether operations count now: false before the warm-up has ended and after the measurement. */
  readonly isOpen: boolean;
  open(): void;
  close(): void;
  /** Counts an operation as done now. */
  complete(): void;
  /** Keeps how long one took, in milliseconds. */
  keepLatency(kind: OperationKind, ms: number): void;
  /** Counts a failure by its code; failures count from the first moment to the last. */
  fail(error: unknown): void;
  readonly seconds: number;
  readonly completed: number;
  readonly latenciesMs: Readonly<Record<OperationKind, readonly number[]>>;
  readonly errors: Readonly<Record<string, number>>;
};

/** An empty recording, closed. */
export function createRecording(): Recording {
  const latenciesMs = { hold: [] as number[], settle: [] as number[] };
  const errors: Record<string, number> = {};
  let openedAtMs = 0;
  let closedAtMs = 0;
  let isOpen = false;
  let completed = 0;
  return {
    latenciesMs,
    errors,
    get isOpen() {
      return isOpen;
    },
    get completed() {
      return completed;
    },
    get seconds() {
      return (closedAtMs - openedAtMs) / 1000;
    },
    open: () => {
      openedAtMs = performance.now();
      isOpen = true;
    },
    close: () => {
      closedAtMs = performance.now();
      isOpen = false;
    },
    complete: () => {
      if (isOpen) completed += 1;
    },
    keepLatency: (kind, ms) => void latenciesMs[kind].push(ms),
    fail: (error) => {
      const code = codeOf(error);
      errors[code] = (errors[code] ?? 0) + 1;
    },
  };
}

function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.message : String(error);
}
