/** One client of the load: its key is of the scope `meter`, and of one workspace. */
export type Client = { readonly address: string; readonly workspace: string; readonly key: string };

/** What the load is told. */
export type LoadOrder =
  | { readonly type: "start"; readonly clients: readonly Client[]; readonly name: string }
  | { readonly type: "open" }
  | { readonly type: "close" }
  | { readonly type: "stop" };

/** What a load did between `open` and `close`; times in milliseconds. */
export type LoadFigures = {
  readonly seconds: number;
  readonly requests: number;
  readonly pairs: number;
  readonly cpuUs: number;
  readonly pairP50Ms: number | null;
  readonly pairP99Ms: number | null;
  readonly holdP50Ms: number | null;
  readonly holdP99Ms: number | null;
  readonly settleP50Ms: number | null;
  readonly settleP99Ms: number | null;
  readonly longestMs: number | null;
};

/** What a load did from its start to its end, for what has to be true afterwards. */
export type LoadTotals = {
  /** Credits that replies said were charged, by workspace. */
  readonly charged: Readonly<Record<string, number>>;
  /** Replies that were not what was asked for, by what they said. */
  readonly errors: Readonly<Record<string, number>>;
};

/** What the load tells, in the order of the orders. */
export type LoadReport =
  | { readonly type: "started" }
  | { readonly type: "opened" }
  | { readonly type: "closed"; readonly figures: LoadFigures }
  | { readonly type: "stopped"; readonly totals: LoadTotals };
