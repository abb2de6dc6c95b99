/** One way to load the server. */
export type HttpSeries = {
  readonly clients: number;
  /** Over all workspaces evenly, or on one. */
  readonly pattern: "spread" | "hot";
  /** Server processes on the one database, each with its part of the clients. */
  readonly processes: 1 | 2;
};

/** Workspaces of the spread load; with more clients, several share one. */
export const spreadWorkspaces = 128;
export const hotClients = 50;

/** Everything that a round measures. */
export function allHttpSeries(isQuick: boolean): readonly HttpSeries[] {
  const spread = (clients: number, processes: 1 | 2 = 1): HttpSeries => ({ clients, pattern: "spread", processes });
  const hot: HttpSeries = { clients: isQuick ? 4 : hotClients, pattern: "hot", processes: 1 };
  if (isQuick) return [spread(2), hot, spread(4, 2)];
  return [...[1, 8, 32, 128, 512].map((clients) => spread(clients)), hot, spread(32, 2), spread(128, 2)];
}

/** How a line is called. */
export function nameOfSeries({ clients, pattern, processes }: HttpSeries): string {
  return `${pattern} ${clients} on ${processes}`;
}

/** What issue and README promise of it: pairs a second, and the 99th percentile of a pair. */
export type Mark = { readonly pairsPerSecond: number; readonly pairP99Ms: number };

/** Null where nothing is promised. */
export function markOf({ clients, pattern, processes }: HttpSeries): Mark | null {
  if (processes === 1 && pattern === "spread" && clients === 32) return { pairsPerSecond: 3_000, pairP99Ms: 20 };
  if (processes === 1 && pattern === "hot" && clients === hotClients) return { pairsPerSecond: 3_000, pairP99Ms: 50 };
  return null;
}
