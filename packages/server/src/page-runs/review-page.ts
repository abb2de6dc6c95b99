import type { PageRunText } from "@dokly/contract";
import { documentAbsent, versionConflict } from "../documents/document-refusals.ts";
import type { DocumentEntry, StoredDocument } from "../documents/document-store.ts";
import { versionOf } from "../documents/document-version.ts";
import { decodePage } from "../documents/page-bytes.ts";
import { splicePage } from "../documents/page-text.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Services } from "../services.ts";
import type { PageRunPageRow, PageRunRow } from "./page-run-store.ts";
import { pageToWire } from "./page-run-to-wire.ts";

type OnPage = { readonly run: PageRunRow; readonly page: PageRunPageRow };

function rangeOf({ rangeStart: start, rangeEnd: end }: PageRunPageRow): { start: number; end: number } {
  return { start, end };
}

async function requireText({ pageRuns }: Services, { run, page }: OnPage): Promise<string> {
  const text = await pageRuns.texts.readText({ ...run, ...page });
  if (text !== null) return text;
  const sentence = `Page ${page.number} has no text to look through: it is not written, was decided on, or its days are over.`;
  throw new ProblemError("page-run-state", sentence);
}

/** The text of a page that waits to be looked through, beside what stands in the page now. */
export async function readRunText(services: Services, on: OnPage): Promise<PageRunText> {
  const { run, page } = on;
  const text = await requireText(services, on);
  const stored = await services.documents.read(run.workspace, page.path);
  const isSame = stored?.version === page.documentVersion;
  const now = stored !== null && isSame ? (decodePage(stored.bytes)?.text ?? null) : null;
  const range = rangeOf(page);
  return { page: pageToWire(page), range, text, original: now?.slice(range.start, range.end) ?? null };
}

function entryOf({ path, title, version, bytes, updatedAt }: StoredDocument): DocumentEntry {
  return { path, title, version, bytes: bytes.byteLength, updatedAt };
}

async function saveText(
  { documents, pageRuns }: Services,
  { run, page }: OnPage,
  { stored, text }: { readonly stored: StoredDocument; readonly text: string },
): Promise<DocumentEntry> {
  if (stored.version !== page.documentVersion) throw versionConflict(stored);
  const bytes = splicePage(stored.bytes, rangeOf(page), text);
  await pageRuns.texts.intendAccept({ ...run, ...page }, versionOf(bytes));
  return await documents.save({ workspace: run.workspace, path: page.path, bytes, ifVersion: page.documentVersion });
}

/**
 * Puts an accepted text into its page: everything outside of the range stays, byte for byte. Doing it again, also after
 * a crash between its steps, gives the same page.
 * @throws ProblemError `version-conflict` where the page has changed since it was read, `page-run-state` where the page
 * does not wait to be looked through
 */
export async function acceptPage(
  services: Services,
  on: OnPage,
  changed: { readonly text?: string | undefined },
): Promise<DocumentEntry> {
  const { run, page } = on;
  const { documents, pageRuns } = services;
  const stored = await documents.read(run.workspace, page.path);
  if (stored === null) throw documentAbsent(page.path);
  if (page.review === "accepted") return entryOf(stored);
  const kept = await requireText(services, on);
  // Saved already where a request was cut before it could say so.
  const isSaved = stored.version === page.acceptedVersion;
  const saved = isSaved ? entryOf(stored) : await saveText(services, on, { stored, text: changed.text ?? kept });
  if (await pageRuns.texts.review({ ...run, ...page }, "accepted")) return saved;
  throw new ProblemError("page-run-state", `Page ${page.number} was rejected meanwhile.`);
}

/** Leaves the page as it is, and forgets the text. */
export async function rejectPage({ pageRuns }: Services, { run, page }: OnPage): Promise<void> {
  if (await pageRuns.texts.review({ ...run, ...page }, "rejected")) return;
  throw new ProblemError("page-run-state", `Page ${page.number} does not wait to be looked through.`);
}
