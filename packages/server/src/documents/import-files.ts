import { crc32, inflateRawSync } from "node:zlib";
import { isPagePath, whyPathIsRefused } from "./document-path.ts";
import { versionOf } from "./document-version.ts";
import { ImportTooLarge } from "./import-errors.ts";
import { whyBytesAreRefused } from "./page-bytes.ts";
import { titleOf } from "./page-title.ts";
import { compressedBytesOf, readZipDirectory, type ZipEntry } from "./zip-directory.ts";

/** Bounds of one import. `bytesMax` counts what was really unpacked, never what an archive says of itself. */
export type ImportLimits = {
  readonly bytesMax: number;
  readonly filesMax: number;
  readonly fileBytesMax: number;
  /** Of a file that is a page. */
  readonly pageBytesMax: number;
};

export type ImportSource =
  | { readonly type: "zip"; readonly archive: Uint8Array }
  | { readonly type: "files"; readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[] };

/** One file of an import, ready to be stored. */
export type ImportedFile = {
  readonly path: string;
  readonly title: string;
  readonly version: string;
  readonly bytes: Uint8Array;
};

export type RefusedFile = { readonly path: string; readonly reason: string };
export type PreparedImport = { readonly files: ImportedFile[]; readonly refused: RefusedFile[] };

/**
 * Unpacks and checks an import: each file is ready to be stored or refused by name with the reason. Throws
 * ImportTooLarge and ArchiveError, after which nothing may be stored. Long and synchronous: runs in a worker thread.
 */
export function prepareImport(source: ImportSource, limits: ImportLimits): PreparedImport {
  const prepared: PreparedImport = { files: [], refused: [] };
  const paths = new Set<string>();
  for (const { path, bytes, refusal } of candidatesOf(source, limits)) {
    const reason = refusal ?? whyRefused(path, bytes, { paths, limits });
    if (reason !== null) {
      prepared.refused.push({ path: printable(path), reason });
      continue;
    }
    paths.add(path);
    prepared.files.push({ path, title: titleOf(path, bytes), version: versionOf(bytes), bytes });
  }
  return prepared;
}

type Candidate = { path: string; bytes: Uint8Array; refusal: string | null };

function whyRefused(
  path: string,
  bytes: Uint8Array,
  { paths, limits }: { readonly paths: ReadonlySet<string>; readonly limits: ImportLimits },
): string | null {
  const refusal = whyPathIsRefused(path);
  if (refusal !== null) return refusal;
  if (paths.has(path)) return "another file of this import has the same path";
  return isPagePath(path) ? whyBytesAreRefused(bytes, limits.pageBytesMax) : null;
}

function* candidatesOf(source: ImportSource, limits: ImportLimits): Generator<Candidate> {
  if (source.type === "zip") return yield* zipCandidates(Buffer.from(source.archive), limits);
  if (source.files.length > limits.filesMax) {
    throw new ImportTooLarge(`The import has ${source.files.length} files; ${limits.filesMax} is the most`);
  }
  let total = 0;
  for (const { path, bytes } of source.files) {
    total += bytes.length;
    if (total > limits.bytesMax) throw tooLarge(limits);
    yield { path, bytes, refusal: bytes.length > limits.fileBytesMax ? tooLargeFile(limits.fileBytesMax) : null };
  }
}

function* zipCandidates(archive: Buffer, limits: ImportLimits): Generator<Candidate> {
  let left = limits.bytesMax;
  for (const entry of readZipDirectory(archive, limits.filesMax)) {
    if (entry.isFolder) continue;
    const { path } = entry;
    // A bad path is refused before anything of it is unpacked.
    const refusal = entry.refusal ?? whyPathIsRefused(path);
    if (refusal !== null) {
      yield { path, bytes: new Uint8Array(), refusal };
      continue;
    }
    const bytesMax = isPagePath(path) ? limits.pageBytesMax : limits.fileBytesMax;
    const unpacked = unpack(archive, entry, Math.min(bytesMax, left));
    if (unpacked === "too-large" && bytesMax >= left) throw tooLarge(limits);
    // What was unpacked in vain counts too: many bombs are no cheaper than one.
    left -= unpacked === "too-large" ? bytesMax : unpacked.bytes.length;
    if (left < 0) throw tooLarge(limits);
    if (unpacked === "too-large") yield { path, bytes: new Uint8Array(), refusal: tooLargeFile(bytesMax) };
    else yield { path, ...unpacked };
  }
}

function unpack(
  archive: Buffer,
  entry: ZipEntry,
  bytesMax: number,
): { bytes: Uint8Array; refusal: string | null } | "too-large" {
  const compressed = compressedBytesOf(archive, entry);
  if (entry.method === 0 && compressed.length > bytesMax) return "too-large";
  let bytes: Uint8Array;
  try {
    bytes = entry.method === 0 ? compressed : inflateRawSync(compressed, { maxOutputLength: Math.max(1, bytesMax) });
  } catch (error) {
    if (isBufferTooLarge(error)) return "too-large";
    return { bytes: new Uint8Array(), refusal: "it is damaged: its data can not be unpacked" };
  }
  if (bytes.length > bytesMax) return "too-large";
  return { bytes, refusal: crc32(bytes) === entry.crc ? null : "it is damaged: its checksum does not match" };
}

function isBufferTooLarge(error: unknown): boolean {
  return error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}

function tooLarge(limits: ImportLimits): ImportTooLarge {
  return new ImportTooLarge(`The import unpacks to more than ${limits.bytesMax.toLocaleString("en")} bytes`);
}

function tooLargeFile(bytesMax: number): string {
  return `it is larger than ${bytesMax.toLocaleString("en")} bytes`;
}

/** A refused name is shown to people: without controls, and not endless. */
function printable(path: string): string {
  return path.toWellFormed().replaceAll(/\p{C}/gu, "\uFFFD").slice(0, 512);
}
