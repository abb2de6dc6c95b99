import type { AiOptions, aiInput, RunnableKind } from "@dokly/contract";
import type { z } from "zod";
import type { Services } from "../services.ts";
import type { AskedAction } from "./build-request.ts";
import { noVoice } from "./provider.ts";
import type { Asker } from "./quote-action.ts";
import { readSubject, type Subject } from "./selection/subject.ts";

/** Reads, once for all kinds that a request names, what their prompts are made of. */
export type AskedReader = (kind: RunnableKind, options: AiOptions) => Promise<AskedAction>;

/**
 * Opens the input of a request. What it refuses (`not-found`, `version-conflict`, `selection-refused`) is refused
 * when a kind is read.
 */
export function openAsked(services: Services, asker: Asker, input: z.output<typeof aiInput>): AskedReader {
  const { ai, documents } = services;
  let subject: Promise<Subject> | null = null;
  return async (_kind, options) => {
    subject ??= readSubject(input, { documents, workspace: asker.workspace, worker: ai.selections });
    return { subject: await subject, options, sources: [], voice: noVoice };
  };
}
