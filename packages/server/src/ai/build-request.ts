import type { AiOptions, Outline } from "@dokly/contract";
import { isUsableWhenCut, type KindDefinition } from "./kinds/kind-definition.ts";
import { buildPrompt } from "./prompts/build-prompt.ts";
import { relevantTerms } from "./prompts/glossary.ts";
import type { ProviderRequest, SourcePage, WorkspaceVoice } from "./provider.ts";
import type { Subject } from "./selection/subject.ts";

/** What a person asks for: where, with which options, and what of the workspace goes along. */
export type AskedAction = {
  readonly subject: Subject;
  readonly options: AiOptions;
  readonly sources: readonly SourcePage[];
  readonly voice: WorkspaceVoice;
  /** The site that a page is written for: its other pages can be linked to, and are not repeated. */
  readonly site?: Outline & { readonly path: string };
};

/** A request without its model and cap, and what its answer will be measured and checked against. */
export type ActionRequest = Pick<ProviderRequest, "instructions" | "prompt" | "task" | "cachedLength"> & {
  /** How much of the prompt's beginning the other pages of the same site have too. */
  readonly sharedLength: number;
  /** The passage without the white space at its ends, with line feeds only: what is sent. */
  readonly passage: string;
  /** What stands around the answer: the white space at the ends of the selection, or the head of a new page. */
  readonly lead: string;
  readonly trail: string;
  readonly lineEnding: "\n" | "\r\n";
  readonly place: Subject["place"];
  readonly answer: KindDefinition["answer"];
  readonly keepsLinksAndCode: boolean;
  /** Glossary terms that the passage holds, and whether each has to come back. */
  readonly terms: { readonly kept: readonly string[]; readonly rule: KindDefinition["keeps"]["terms"] };
  /** Whether an answer that reached its cap is still of use. */
  readonly isUsableWhenCut: boolean;
};

export function withLineFeeds(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** `text`, which has line feeds only, with the page's line endings. */
export function withLineEnding(text: string, lineEnding: ActionRequest["lineEnding"]): string {
  return lineEnding === "\n" ? text : text.replaceAll("\n", lineEnding);
}

function lineEndingOf(text: string, before: string): ActionRequest["lineEnding"] {
  return text.includes("\r\n") || (!text.includes("\n") && before.includes("\r\n")) ? "\r\n" : "\n";
}

/** Puts what a kind asks into a prompt: small, with everything that we did not write as delimited data. */
export function buildRequest(definition: KindDefinition, asked: AskedAction): ActionRequest {
  const { subject, options, sources, voice } = asked;
  const passage = subject.text.trim();
  const start = subject.text.indexOf(passage);
  const context = subject.contextOf(definition.context);
  const task = {
    kind: definition.kind,
    subject: withLineFeeds(passage),
    before: withLineFeeds(context.before),
    after: withLineFeeds(context.after),
    headings: subject.headings,
    outline: subject.outline,
    place: subject.place,
    options,
    sources,
    site: asked.site,
    voice,
  };
  const lineEnding = lineEndingOf(subject.text, context.before);
  const { lead, trail } = subject.seam ?? {
    lead: subject.text.slice(0, start),
    trail: subject.text.slice(start + passage.length),
  };
  const kept = relevantTerms(definition, voice).filter((term) => task.subject.includes(term));
  return {
    ...buildPrompt(definition, task, subject),
    task,
    passage: task.subject,
    lead: subject.seam === null ? lead : withLineEnding(lead, lineEnding),
    trail: subject.seam === null ? trail : withLineEnding(trail, lineEnding),
    lineEnding,
    place: subject.place,
    answer: definition.answer,
    keepsLinksAndCode: definition.keeps.linksAndCode,
    terms: { kept, rule: definition.keeps.terms },
    isUsableWhenCut: isUsableWhenCut(definition),
  };
}
