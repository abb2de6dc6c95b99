import type { KindDefinition } from "../kinds/kind-definition.ts";
import type { WorkspaceVoice } from "../provider.ts";

/** The terms of the workspace that count for a kind: a translation keeps both lists. */
export function relevantTerms({ answer }: Pick<KindDefinition, "answer">, voice: WorkspaceVoice): string[] {
  const terms = answer === "translation" ? [...voice.keepTerms, ...voice.neverTranslate] : voice.keepTerms;
  return [...new Set(terms)];
}

/** Those of them that occur in what is sent, in whatever case: the others would only cost. */
export function termsIn(terms: readonly string[], texts: readonly string[]): string[] {
  if (terms.length === 0) return [];
  const lowered = texts.map((text) => text.toLowerCase());
  return terms.filter((term) => lowered.some((text) => text.includes(term.toLowerCase())));
}
