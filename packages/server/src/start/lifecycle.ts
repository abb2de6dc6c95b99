/** Whether this process takes work, for those who send it some. */
export type Lifecycle = {
  /** True from the signal to stop on: /readyz says so, and connections are closed after their reply. */
  readonly isDraining: boolean;
  drain(): void;
};

export function createLifecycle(): Lifecycle {
  let isDraining = false;
  return {
    get isDraining() {
      return isDraining;
    },
    drain: () => {
      isDraining = true;
    },
  };
}
