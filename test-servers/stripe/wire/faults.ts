/** One request that goes wrong. */
export type Fault = {
  /**
   * `status` answers with an error; `timeout` never answers; `reset` cuts the connection; `cut-body` cuts it in the
   * middle of the answer.
   */
  readonly kind: "status" | "timeout" | "reset" | "cut-body";
  readonly status?: 429 | 500 | 503;
  /** Whether what was asked for has happened all the same: the answer is what gets lost. Default: it has not. */
  readonly isApplied?: boolean;
  /** Which requests, by the start of their path and by method; by default any. */
  readonly path?: string;
  readonly method?: "GET" | "POST" | "DELETE";
  /** How many requests; by default one. The client sends a request again once after a cut connection. */
  readonly times?: number;
};

/** Failures that wait for the requests that they belong to. */
export class Faults {
  readonly #waiting: { readonly fault: Fault; left: number }[] = [];

  add(...faults: readonly Fault[]): void {
    this.#waiting.push(...faults.map((fault) => ({ fault, left: fault.times ?? 1 })));
  }

  take(method: string, path: string): Fault | null {
    const found = this.#waiting.find(
      ({ fault }) => (fault.method ?? method) === method && path.startsWith(fault.path ?? ""),
    );
    if (found === undefined) return null;
    found.left -= 1;
    if (found.left <= 0) this.#waiting.splice(this.#waiting.indexOf(found), 1);
    return found.fault;
  }

  clear(): void {
    this.#waiting.length = 0;
  }
}
