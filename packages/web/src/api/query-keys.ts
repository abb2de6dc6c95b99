/** Query keys: everything of one workspace begins with ["workspace", w], so that it can be refreshed as a whole. */
export const queryKeys = {
  me: ["me"] as const,
  configuration: ["configuration"] as const,
  workspaces: ["workspaces"] as const,
  workspace: (w: string) => ["workspace", w] as const,
  balance: (w: string) => ["workspace", w, "credits", "balance"] as const,
  /** All that changes with the credits: balance, chart and log lie below it. */
  credits: (w: string) => ["workspace", w, "credits"] as const,
  /** The plan, orders, requests and invoices. */
  billing: (w: string) => ["workspace", w, "billing"] as const,
  /** What the person was told and has not read. */
  notices: (w: string) => ["workspace", w, "notices"] as const,
  /** Reports of actions; changes with the notices. */
  reports: (w: string) => ["workspace", w, "reports"] as const,
  documents: (w: string) => ["workspace", w, "documents"] as const,
  pageRuns: (w: string) => ["workspace", w, "page-runs"] as const,
  pageRun: (w: string, id: string) => ["workspace", w, "page-runs", id] as const,
  /** Lies apart from the run, which is set anew at each of its events. */
  runText: (w: string, id: string, page: number) => ["workspace", w, "page-run-texts", id, page] as const,
  sites: (w: string) => ["workspace", w, "sites"] as const,
  site: (w: string, id: string) => ["workspace", w, "sites", id] as const,
};
