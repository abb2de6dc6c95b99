/** What became of one batch of commands: figures for metrics and traces, and nothing of what the commands said. */
export type BatchReport = {
  /** How many commands it had, and how many of them got a fault for an answer instead of a reply or a refusal. */
  readonly commands: number;
  readonly faults: number;
  /** Milliseconds that its first command had waited, and from its start to its commit. */
  readonly waitedMs: number;
  readonly durationMs: number;
  /** Commands that wait for a later batch. */
  readonly waiting: number;
  /** What `commandSubmitted` gave for each command that had something. */
  readonly marks: readonly unknown[];
};

/**
 * Looks on while an engine works; nothing is measured where there is none. Whatever it throws would reach the engine,
 * so it must not.
 */
export type EngineObserver = {
  /** Called as a command is submitted, in its caller's context; what it gives comes back in the report of its batch. */
  commandSubmitted?(): unknown;
  batchEnded?(report: BatchReport): void;
};
