import type { Services } from "../services.ts";
import type { JobPage, PageJob } from "./job-rows.ts";

/** What a page is held for: credits, or dollars on an own key. */
export type PageTerms = Pick<JobPage, "low" | "high" | "ownKey">;

/** Who writes a job that is about to begin: on an own key, nobody but the provider itself. */
export function writerOf({ ai }: Pick<Services, "ai">, terms: readonly PageTerms[]): PageJob["writer"] {
  return terms.some(({ ownKey }) => ownKey !== null) ? "anthropic" : ai.provider.writer;
}

/** What the page at an index is held for. */
export function requireTerms(terms: readonly PageTerms[], index: number): PageTerms {
  const found = terms[index];
  if (found === undefined) throw new Error("a page has no terms");
  return found;
}

/** Who pays for a page, as the columns of its next try. */
export function termColumns({ low, high, ownKey }: PageTerms): Readonly<Record<string, unknown>> {
  return { low, high, own_key: ownKey?.id ?? null, nano_dollars: ownKey?.nanoDollars ?? null };
}
