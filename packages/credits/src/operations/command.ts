import type { Book } from "../domain/book.ts";
import type { Catalog } from "../domain/catalog.ts";
import type { LimitScope } from "../domain/limit-scope.ts";

/** One request to change one workspace: what a batch must read for it, and the plan that is run on what was read. */
export type Command<Reply> = {
  readonly workspace: bigint;
  /** Ends and extensions go before new holds and grants when there is more to do than one batch takes. */
  readonly isUrgent: boolean;
  /** Holds that the plan may touch. */
  readonly holds: readonly bigint[];
  /** Lots that the plan may touch beside those that every book has. */
  readonly lots?: readonly bigint[];
  /** The key that the plan looks up. */
  readonly operation: { readonly operation: string; readonly key: string } | null;
  /** The limit that the plan may set. */
  readonly limit?: LimitScope;
  /** About how many rows it writes. */
  readonly rows: number;
  /** Runs on an advanced book. A refusal throws before anything is changed. */
  plan(book: Book, context: PlanContext): Reply;
};

export type PlanContext = {
  readonly catalog: Catalog;
  /** How many holds the advance of this batch ended. */
  readonly expiredHolds: number;
};
