/** What can keep the embedded PostgreSQL from running. */
export type EmbeddedPostgresErrorCode =
  | "no-binaries"
  | "no-account"
  | "folder-not-writable"
  | "other-version"
  | "initialisation-failed"
  | "start-failed"
  | "stop-failed";

/** A reason, in words for the person who starts the server, why the embedded PostgreSQL does not run. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
