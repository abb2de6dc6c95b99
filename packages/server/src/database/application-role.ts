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
  if (!(await mayTakeOn(pool, role))) {
    try {
      await pool.query(`grant ${pg.escapeIdentifier(role)} to current_user`);
    } catch (cause) {
      if (hasCode(cause, [insufficientPrivilege])) return null;
      // Another server that starts at the same moment has granted it.
      if (!hasCode(cause, existsAlready)) throw cause;
    }
  }
  return role;
}

/**
 * The role that `provideApplicationRole` made, where this connection may take it on and it has rights on a schema; null
 * else. Makes nothing.
 */
export async function findApplicationRole(pool: pg.Pool, schema: "dokly" | "credits"): Promise<string | null> {
  const { rows } = await pool.query<{ database: string }>("select current_database() as database");
  const role = applicationRoleOf(rows[0]?.database ?? "");
  const found = await pool.query<{ mayUse: boolean }>(
    `select pg_catalog.has_schema_privilege(rolname, $2, 'usage') as "mayUse" from pg_catalog.pg_roles
     where rolname = $1 and pg_catalog.to_regnamespace($2) is not null`,
    [role, schema],
  );
  return found.rows[0]?.mayUse === true && (await mayTakeOn(pool, role)) ? role : null;
}

/** Since PostgreSQL 16 the maker of a role is its member and may grant it, yet may not take it on before doing so. */
async function mayTakeOn(pool: pg.Pool, role: string): Promise<boolean> {
  const { rows } = await pool.query<{ mayTakeOn: boolean }>(
    `select pg_catalog.pg_has_role(current_user, $1,
        case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) as "mayTakeOn"`,
    [role],
  );
  return rows[0]?.mayTakeOn === true;
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
