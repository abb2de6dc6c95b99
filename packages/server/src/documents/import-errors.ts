/** An archive that can not be read at all; the message is a sentence for the person who sent it. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
}

/** An import of more bytes or files than it may have; nothing of it is taken. */
export class ImportTooLarge extends Error {
  override readonly name = "ImportTooLarge";
}
