import { CreditsError, type CreditsErrorCode } from "@dokly/credits";
import { BackupError } from "../backup/backup-error.ts";
import { KeyRingUnusable } from "../byok/key-ring.ts";
import { SecretUnreadable } from "../byok/key-wrapper.ts";
import { ConfigurationError } from "../configuration/configuration-error.ts";
import { DatabaseUnusableError } from "../database/database-error.ts";
import { explainSchemaVersion } from "../database/migrate-ledger.ts";
import { EmbeddedPostgresError } from "../embedded-postgres/embedded-postgres-error.ts";
import { ProblemError } from "../http/problem-error.ts";
import { NoLedgerError } from "../ledger/check-ledger.ts";
import { StartError } from "../start/start-error.ts";
import { CommandStopped, exitCodes, UsageError } from "./command-line.ts";

/** Why a command failed: for people a sentence, for programs a code, for shells an exit code. */
export type NamedFailure = { readonly exitCode: number; readonly code: string; readonly message: string };

/** Faults of the engine; what else it throws is a refusal. */
const faults: readonly CreditsErrorCode[] = ["database-unavailable", "outcome-unknown", "overloaded"];

/** What the operating system and PostgreSQL say where no connection comes about, or one breaks. */
const connectionCodes =
  /^(?:ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPIPE|08\w{3}|28\w{3}|3D000|53300|57P0\d)$/;

/** A file or folder that this account may not read or write, or a disk that takes no more. */
const fileCodes = /^(?:EACCES|EPERM|EROFS|ENOSPC|EDQUOT|EMFILE|EIO)$/;

/** Names what a command threw. */
export function nameFailure(error: unknown): NamedFailure {
  const message = error instanceof Error ? error.message : String(error);
  const named = (exitCode: number, code: string, sentence = message): NamedFailure => ({
    exitCode,
    code,
    message: sentence,
  });
  if (error instanceof UsageError || error instanceof NoLedgerError) return named(exitCodes.usage, "usage");
  if (error instanceof ConfigurationError) return named(exitCodes.usage, "configuration");
  if (error instanceof CommandStopped) {
    return named(error.exitCode, error.exitCode === exitCodes.refused ? "refused" : "blocked");
  }
  if (error instanceof CreditsError) return nameCreditsError(error);
  if (error instanceof ProblemError) {
    return error.status >= 500 ? named(exitCodes.blocked, error.code) : named(exitCodes.refused, error.code);
  }
  if (error instanceof DatabaseUnusableError) return named(exitCodes.blocked, "database");
  if (error instanceof KeyRingUnusable || error instanceof SecretUnreadable) return named(exitCodes.blocked, "keys");
  if (error instanceof BackupError) return named(exitCodes.blocked, "backup");
  if (error instanceof StartError || error instanceof EmbeddedPostgresError) return named(exitCodes.blocked, "blocked");
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "EISDIR") return named(exitCodes.usage, "no-such-file", missingFile(error, code));
  if (fileCodes.test(code)) return named(exitCodes.blocked, "file-system");
  if (connectionCodes.test(code)) return named(exitCodes.blocked, "database", `${message || code} (${code})`);
  return named(exitCodes.defect, "defect");
}

function missingFile(error: unknown, code: string): string {
  const path = error instanceof Error && "path" in error ? String(error.path) : "";
  return code === "EISDIR" ? `${path || "This"} is a folder and no file.` : `There is no file ${path}.`;
}

function nameCreditsError(error: CreditsError): NamedFailure {
  const explained = explainSchemaVersion(error);
  if (explained !== null) return { exitCode: exitCodes.blocked, code: "schema-version", message: explained };
  const exitCode = faults.includes(error.code) ? exitCodes.blocked : exitCodes.refused;
  return { exitCode, code: error.code, message: error.message };
}
