/** A ledger under load: the engine, or one it is compared with. Workspaces are named by their place, from 0. */
export type Ledger = {
  /** Takes the hold of one action, writing every table that a hold writes, and returns its id. */
  hold(workspace: number): Promise<string>;
  /** Settles a hold below what it holds, so that a part returns, writing every table that a settle writes. */
  settle(workspace: number, hold: string): Promise<void>;
};
