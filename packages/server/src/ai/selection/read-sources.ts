import type { WorkspaceId } from "@dokly/credits";
import { documentAbsent } from "../../documents/document-refusals.ts";
import type { DocumentStore } from "../../documents/document-store.ts";
import { decodePage } from "../../documents/page-bytes.ts";
import { ProblemError } from "../../http/problem-error.ts";
import type { SourcePage } from "../provider.ts";
import { frontMatterEnd } from "./front-matter.ts";

/** Characters of all sources together: about 3,000 tokens, so that a page that draws on them stays near its guide. */
const sourcesLengthMax = 9_000;

/** The beginning of a text, cut between two lines. */
function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  const line = cut.lastIndexOf("\n");
  return (line <= 0 ? cut : cut.slice(0, line)).toWellFormed();
}

/**
 * Reads the pages to draw on, each as far as its share of the room goes, without front matter.
 * @throws ProblemError `not-found` naming the page that is not there, `selection-refused` for one that is no text
 */
export async function readSources(
  paths: readonly string[],
  { documents, workspace }: { readonly documents: DocumentStore; readonly workspace: WorkspaceId },
): Promise<SourcePage[]> {
  const sources: SourcePage[] = [];
  for (const path of paths) {
    const stored = await documents.read(workspace, path);
    if (stored === null) throw documentAbsent(path);
    const text = decodePage(stored.bytes)?.text;
    if (text === undefined) throw new ProblemError("selection-refused", `${path} is not valid UTF-8 text.`);
    const body = text.slice(frontMatterEnd(text)).replaceAll("\r\n", "\n").trim();
    sources.push({ path, title: stored.title, text: beginningOf(body, Math.floor(sourcesLengthMax / paths.length)) });
  }
  return sources;
}
