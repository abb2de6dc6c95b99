import { createHash } from "node:crypto";
import pg from "pg";

/** PostgreSQL cuts names at 63 bytes. */
const plainNameMax = 63 - "_application".length;

/** Duplicate object, and the unique violation that two creators at once can see instead. */
const existsAlready = ["42710", "23505"];
const insufficientPrivilege = "42501";

/**
 * The role that the running server takes on: it owns nothing and has only the rights that the migrations grant to it,
 * so that a mistake in the server can not change what the ledger has written. It is named after the database, as roles
 * belong to the whole PostgreSQL. Null where the role of the connection string may not make one.
 */
export async function provideApplicationRole(pool: pg.Pool): Promise<string | null> {
  const { rows } = await pool.query<{ database: string }>("select current_database() as database");
  const role = applicationRoleOf(rows[0]?.database ?? "");
  const found = await pool.query("select 1 from pg_catalog.pg_roles where rolname = $1", [role]);
  try {
    if (found.rows.length === 0) await pool.query(`create role ${pg.escapeIdentifier(role)} nologin`);
  } catch (cause) {
    if (hasCode(cause, [insufficientPrivilege])) return null;
    if (!hasCode(cause, existsAlready)) throw cause;
  }
  const member = await pool.query<{ isMember: boolean }>(
    `select pg_catalog.pg_has_role(current_user, $1, 'member') and not rolsuper as "isMember"
      from pg_catalog.pg_roles where rolname = current_user`,
    [role],
  );
  if (member.rows[0]?.isMember !== true) {
    try {
      await pool.query(`grant ${pg.escapeIdentifier(role)} to current_user`);
    } catch (cause) {
      if (hasCode(cause, [insufficientPrivilege])) return null;
      throw cause;
    }
  }
  return role;
}

/** A name that needs no quotes; databases whose names differ only in what that loses still get roles of their own. */
function applicationRoleOf(database: string): string {
  const plain = database.replaceAll(/[^a-z0-9_]/g, "_").replace(/^(?=\d)/, "_");
  const isKept = plain === database && plain.length <= plainNameMax;
  const hash = createHash("sha256").update(database).digest("hex").slice(0, 8);
  return `${isKept ? plain : `${plain.slice(0, plainNameMax - 9)}_${hash}`}_application`;
}

function hasCode(cause: unknown, codes: readonly string[]): boolean {
  return cause instanceof pg.DatabaseError && cause.code !== undefined && codes.includes(cause.code);
}
