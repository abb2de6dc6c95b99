/** One piece of work that is traced. It carries ids and codes; never text of a page, and no secret. */
export type Span = {
  set(attributes: Readonly<Record<string, string | number>>): void;
  /** What it is called is known better by now. */
  rename(name: string): void;
  /** It went wrong; the code says how, in our own words. */
  fail(code: string): void;
  end(): void;
};

export type SpanOptions = {
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** Where the work is: it answers somebody, asks somebody else, or neither. */
  readonly side?: "server" | "client";
};

/** Traces of what this process does, from a request over the credit engine to the AI provider. */
export type Tracing = {
  /** False: nothing is measured, and nothing is kept. */
  readonly isOn: boolean;
  /** Begins a trace, or goes on with the one that a `traceparent` header of W3C names; null when tracing is off. */
  startRequest(name: string, traceparent: string | null, options?: SpanOptions): Span | null;
  /** Begins a part of the work that is going on in this context; null where none is traced. */
  startChild(name: string, options?: SpanOptions): Span | null;
  /** Begins a part of the work of this context, or a trace of its own; null when tracing is off. */
  startWork(name: string, options?: SpanOptions): Span | null;
  /**
   * Begins a trace of its own, whatever goes on in this context, that points to the traces which these `traceparent`
   * texts name; null when tracing is off.
   */
  startLinked(name: string, traceparents: readonly string[], options?: SpanOptions): Span | null;
  /** Does work whose parts belong to a span. */
  within<Result>(span: Span, work: () => Result): Result;
  /** Names the work of this context, for `recordLinked`; null where none is traced. */
  current(): unknown;
  /** Writes down work that is over and belongs to several traces. */
  recordLinked(
    name: string,
    done: {
      readonly marks: readonly unknown[];
      readonly durationMs: number;
      readonly attributes: Readonly<Record<string, string | number>>;
    },
  ): void;
  /** The work of this context as W3C's `traceparent`, to be kept for `startLinked`; null where none is traced. */
  traceparent(): string | null;
  /** The trace of this context, for the log; null where none is traced. */
  traceId(): string | null;
  /** Sends what was not sent yet. */
  close(): Promise<void>;
};

/** Tracing where nobody collects traces. */
export const noTracing: Tracing = {
  isOn: false,
  startRequest: () => null,
  startChild: () => null,
  startWork: () => null,
  startLinked: () => null,
  within: (_span, work) => work(),
  current: () => null,
  recordLinked: () => undefined,
  traceparent: () => null,
  traceId: () => null,
  close: () => Promise.resolve(),
};
