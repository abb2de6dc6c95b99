/** What an action can cost, asked before it runs. */
import type { CreditsError } from "./domain/errors.ts";
import type { ActionEstimate, EstimateInput } from "./domain/estimate.ts";
import type { WorkspaceId } from "./types.ts";

/** An action that shall be estimated: how long its texts are, and who would run what on which model. */
export type EstimateRequest = Omit<EstimateInput, "price"> & {
  readonly workspace: WorkspaceId;
  readonly kind: string;
  /** Null: a service. */
  readonly member: string | null;
  /** Priced by the rate card in force. */
  readonly model: string;
};

/** `low`–`high` in whole credits, with what is available now. */
export type Estimated = ActionEstimate & {
  readonly rateCard: string;
  readonly available: bigint;
  /**
   * What a hold of `high` would be refused with now: `insufficient-credits`, `limit-reached` or `workspace-suspended`;
   * null: it would be taken.
   */
  readonly refusal: CreditsError | null;
};

/** An estimate that shall bind: for this member and these texts, for 10 minutes. */
export type QuoteRequest = EstimateRequest & {
  readonly member: string;
  /** Everything that the request is built from; with one character more or less the quote does not bind. */
  readonly parts: readonly string[];
  /** 32 bytes or more that only the embedder knows. */
  readonly signingKey: Uint8Array;
};

/** `verifyQuote` reads it back; a hold of its `high` keeps the promise. */
export type Quoted = Estimated & { readonly quote: string; readonly quoteEndsAt: Date };
