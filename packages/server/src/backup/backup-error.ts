/** Why a backup was not taken or not restored, in words for the person who asked for it. Nothing half made is left. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}
