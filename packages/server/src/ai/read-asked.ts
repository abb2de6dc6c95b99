import type { ActionKind, AiOptions, aiInput } from "@dokly/contract";
import type { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";
import type { Services } from "../services.ts";
import type { AskedAction } from "./build-request.ts";
import type { KindDefinition } from "./kinds/kind-definition.ts";
import { kindDefinitions } from "./kinds/kind-definitions.ts";
import type { WorkspaceVoice } from "./provider.ts";
import type { Asker } from "./quote-action.ts";
import { subjectOfBrief } from "./selection/brief-subject.ts";
import { findLanding } from "./selection/landing-path.ts";
import type { Widening } from "./selection/locate-selection.ts";
import { readSources } from "./selection/read-sources.ts";
import { readSubject, type Subject } from "./selection/subject.ts";

/** Reads, once for all kinds that a request names, what their prompts are made of. */
export type AskedReader = (kind: ActionKind, options: AiOptions) => Promise<AskedAction>;

const wideningOf: Readonly<Record<Exclude<KindDefinition["answer"], "outline" | "page">, Widening>> = {
  passage: "inline",
  translation: "blocks",
  continuation: "cursor",
};

/** A text goes on from something: text before the cursor, or headings that say what the page is about. */
function requireSomethingBefore(subject: Subject): void {
  const { before } = subject.contextOf({ blocks: 1, characters: 200 });
  if (before.trim() !== "" || subject.outline.length > 0) return;
  throw new ProblemError(
    "selection-refused",
    "There is nothing before the cursor to go on from. Write a heading or a sentence first.",
  );
}

/**
 * Opens the input of a request, and begins to read how the workspace writes. What it refuses (`not-found`,
 * `version-conflict`, `selection-refused`) is refused when a kind is read.
 */
export function openAsked(services: Services, asker: Asker, input: z.output<typeof aiInput>): AskedReader {
  const { ai, documents } = services;
  const subjects = new Map<Widening, Promise<Subject>>();
  const readOnce = (widening: Widening): Promise<Subject> => {
    const from = { documents, workspace: asker.workspace, worker: ai.selections, widening };
    const subject = subjects.get(widening) ?? readSubject(input, from);
    subjects.set(widening, subject);
    return subject;
  };
  const from = { documents, workspace: asker.workspace };
  const said: Promise<WorkspaceVoice> = ai.voices.read(asker.workspace);
  // Where something else is refused, nobody waits for this.
  said.catch(() => undefined);
  const subjectFor = async (answer: KindDefinition["answer"], options: AiOptions): Promise<Subject> => {
    if (answer === "outline") return subjectOfBrief(null);
    if (answer === "page") {
      const { title = "", path } = options;
      return subjectOfBrief({ path: await findLanding({ path, title }, from), title, isDraft: true });
    }
    const subject = await readOnce(wideningOf[answer]);
    if (answer === "continuation" && options.instruction === undefined) requireSomethingBefore(subject);
    return subject;
  };
  return async (kind, options) => {
    const subject = await subjectFor(kindDefinitions[kind].answer, options);
    return { subject, options, sources: await readSources(options.sources ?? [], from), voice: await said };
  };
}
