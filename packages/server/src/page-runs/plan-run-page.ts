import { type ActionKind, type AiOptions, wholePageLengthMax } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type { Ai } from "../ai/create-ai.ts";
import { kindDefinitions } from "../ai/kinds/kind-definitions.ts";
import type { PlannedAction } from "../ai/plan-action.ts";
import type { Provider } from "../ai/provider.ts";
import { type PlanningSources, planNow } from "../ai/quote-action.ts";
import { frontMatterEnd } from "../ai/selection/front-matter.ts";
import { readSubject } from "../ai/selection/subject.ts";
import { documentAbsent, versionConflict } from "../documents/document-refusals.ts";
import type { DocumentStore } from "../documents/document-store.ts";
import { decodePage } from "../documents/page-bytes.ts";
import { ProblemError } from "../http/problem-error.ts";

/** One page of those that an action is to run on. */
export type AskedPage = {
  readonly workspace: WorkspaceId;
  readonly kind: ActionKind;
  readonly options: AiOptions;
  readonly path: string;
  /** The version that is to be changed; the current one, where none is given. */
  readonly version?: string | undefined;
  /** Whoever will write it. */
  readonly writer: Provider["writer"];
};

/** What an action on a whole page would send and cost, and what of the page it replaces. */
export type PlannedPage = {
  readonly planned: PlannedAction;
  readonly path: string;
  readonly title: string;
  readonly documentVersion: string;
  readonly rangeStart: number;
  readonly rangeEnd: number;
};

export type RunPlanner = { plan(page: AskedPage): Promise<PlannedPage> };

export type RunPlannerInput = PlanningSources & { readonly documents: DocumentStore; readonly ai: Ai };

/** The text that is changed: the page below its front matter; a translation is of the title in there too. */
function rangeOf(text: string, { kind, path }: AskedPage): { start: number; end: number } {
  const isTranslation = kindDefinitions[kind].answer === "translation";
  const body = frontMatterEnd(text);
  const range = { start: isTranslation ? 0 : body, end: text.length };
  if (text.slice(body).trim() === "") throw new ProblemError("selection-refused", `${path} has no text to change.`);
  const length = range.end - range.start;
  if (length > wholePageLengthMax) {
    const [most, is] = [wholePageLengthMax, length].map((count) => count.toLocaleString("en"));
    const sentence = `${path} has ${is} characters; a page that is changed as a whole has at most ${most}.`;
    throw new ProblemError("selection-refused", sentence);
  }
  return range;
}

/**
 * Plans actions on whole pages as those on selections are planned. Refuses `not-found`, `version-conflict` and
 * `selection-refused`, each with a sentence that names the page.
 */
export function createRunPlanner(input: RunPlannerInput): RunPlanner {
  const { documents, ai } = input;
  return {
    plan: async (page) => {
      const { workspace, kind, options, path } = page;
      const stored = await documents.read(workspace, path);
      if (stored === null) throw documentAbsent(path);
      if (page.version !== undefined && page.version !== stored.version) throw versionConflict(stored);
      const text = decodePage(stored.bytes)?.text;
      if (text === undefined) throw new ProblemError("selection-refused", `${path} is not valid UTF-8 text.`);
      const asked = { document: path, version: stored.version, range: rangeOf(text, page) };
      const widening = kindDefinitions[kind].answer === "translation" ? "blocks" : "inline";
      const from = { documents, workspace, worker: ai.selections, widening, lengthMax: wholePageLengthMax } as const;
      const subject = await readSubject(asked, from);
      const { range } = subject;
      if (range === null) throw new Error(`the range in ${path} is gone`);
      const voice = await ai.voices.read(workspace);
      const planned = planNow(input, { kind, subject, options, sources: [], voice }, page.writer);
      const { version: documentVersion, title } = stored;
      return { planned, path, title, documentVersion, rangeStart: range.start, rangeEnd: range.end };
    },
  };
}
