import { ArchiveError, ImportTooLarge } from "./import-errors.ts";

/** One entry as the archive's central directory tells it; nothing of it is believed before it is checked. */
export type ZipEntry = {
  readonly path: string;
  /** Why it can not be taken, by its header alone; null when it may be read. */
  readonly refusal: string | null;
  readonly isFolder: boolean;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly localHeaderAt: number;
};

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const end64LocatorSignature = 0x07064b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const unknown32 = 0xffffffff;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads the central directory of a zip. Throws ArchiveError for what is no zip or is cut off, ImportTooLarge for
 * more than `entriesMax` entries. The central directory and not the local headers, since only it tells symbolic links.
 */
export function readZipDirectory(archive: Buffer, entriesMax: number): ZipEntry[] {
  const { count, start } = readEnd(archive);
  if (count > entriesMax) throw new ImportTooLarge(`The archive has ${count} entries; ${entriesMax} is the most`);
  const entries: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== entrySignature) throw damaged();
    const length = 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    if (at + length > archive.length) throw damaged();
    entries.push(readEntry(archive.subarray(at, at + length)));
    at += length;
  }
  return entries;
}

/** The bytes of an entry as the archive has them, compressed or not. Throws ArchiveError where they are cut off. */
export function compressedBytesOf(archive: Buffer, entry: ZipEntry): Buffer {
  const at = entry.localHeaderAt;
  if (at + 30 > archive.length || archive.readUInt32LE(at) !== localSignature) throw damaged();
  const start = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  const end = start + entry.compressedSize;
  if (end > archive.length) throw damaged();
  return archive.subarray(start, end);
}

function readEnd(archive: Buffer): { count: number; start: number } {
  const at = findEnd(archive);
  const count = archive.readUInt16LE(at + 10);
  const start = archive.readUInt32LE(at + 16);
  if (count !== 0xffff && start !== unknown32) return { count, start };
  const locator = at - 20;
  if (locator < 0 || archive.readUInt32LE(locator) !== end64LocatorSignature) return { count, start };
  const end64 = Number(archive.readBigUInt64LE(locator + 8));
  if (end64 + 56 > archive.length || archive.readUInt32LE(end64) !== end64Signature) throw damaged();
  return { count: Number(archive.readBigUInt64LE(end64 + 32)), start: Number(archive.readBigUInt64LE(end64 + 48)) };
}

/** The end record is the last one whose comment reaches exactly to the end of the archive. */
function findEnd(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - 22 - 0xffff);
  for (let at = archive.length - 22; at >= lowest; at -= 1) {
    if (archive.readUInt32LE(at) === endSignature && at + 22 + archive.readUInt16LE(at + 20) === archive.length)
      return at;
  }
  throw new ArchiveError("This is not a zip archive, or its end is missing");
}

function readEntry(record: Buffer): ZipEntry {
  const flags = record.readUInt16LE(8);
  const method = record.readUInt16LE(10);
  const nameEnd = 46 + record.readUInt16LE(28);
  const name = record.subarray(46, nameEnd);
  const sizes = sizesOf(record, nameEnd);
  const path = decodeName(name);
  const madeOnUnix = [3, 19].includes(record.readUInt8(5));
  const isLink = madeOnUnix && ((record.readUInt32LE(38) >>> 16) & 0xf000) === 0xa000;
  let refusal: string | null = null;
  if (path === null) refusal = "its name is not valid UTF-8";
  else if ((flags & 0x2041) !== 0) refusal = "it is encrypted";
  else if (isLink) refusal = "it is a symbolic link";
  else if (method !== 0 && method !== 8) refusal = `it is compressed by method ${method}, which is not supported`;
  return {
    path: path ?? name.toString("latin1"),
    refusal,
    isFolder: name.at(-1) === 0x2f,
    method,
    crc: record.readUInt32LE(16),
    ...sizes,
  };
}

/** Names are UTF-8 in practice, whether the flag for it is set or not; other encodings can not be told apart. */
function decodeName(name: Buffer): string | null {
  try {
    return utf8.decode(name);
  } catch {
    return null;
  }
}

/** Sizes that need more than 32 bits stand in the extra field 1, in this order, only those that are missing. */
function sizesOf(record: Buffer, extraAt: number): { compressedSize: number; localHeaderAt: number } {
  const small = {
    size: record.readUInt32LE(24),
    compressedSize: record.readUInt32LE(20),
    localHeaderAt: record.readUInt32LE(42),
  };
  let at = extraAt;
  const end = extraAt + record.readUInt16LE(30);
  while (at + 4 <= end) {
    const length = record.readUInt16LE(at + 2);
    if (record.readUInt16LE(at) === 1 && at + 4 + length <= end)
      return largeSizes(record.subarray(at + 4, at + 4 + length), small);
    at += 4 + length;
  }
  return small;
}

function largeSizes(field: Buffer, small: { size: number; compressedSize: number; localHeaderAt: number }) {
  let at = 0;
  const next = (value: number) => {
    if (value !== unknown32) return value;
    if (at + 8 > field.length) throw damaged();
    at += 8;
    return Number(field.readBigUInt64LE(at - 8));
  };
  next(small.size);
  return { compressedSize: next(small.compressedSize), localHeaderAt: next(small.localHeaderAt) };
}

function damaged(): ArchiveError {
  return new ArchiveError("The archive is damaged or cut off");
}
