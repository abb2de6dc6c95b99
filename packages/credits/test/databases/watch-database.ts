import { readFileSync } from "node:fs";
import type { Database, Session, Statement } from "../../src/database/port.ts";
import { touchedPartitions } from "./touched-partitions.ts";

/**
 * Statements that read over workspaces: all of them are in these two files, and none is sent in a transaction that
 * writes (RULES R8.2).
 */
const overWorkspacesFiles = ["over-workspaces.ts", "over-actions.ts"];
const statementsOf = (file: string): string[] => {
  const text = readFileSync(new URL(`../../src/store/${file}`, import.meta.url), "utf8");
  return Array.from(text.matchAll(/\bsql\("([\w-]+)"/g), ([, name = ""]) => name);
};
export const overWorkspaces: ReadonlySet<string> = new Set(overWorkspacesFiles.flatMap(statementsOf));

export type WatchedDatabase = {
  readonly database: Database;
  /** Every statement that was asked, by name. */
  readonly statements: ReadonlyMap<string, string>;
  /** Throws with what the engine asked that it must not ask. */
  check(): void;
};

/**
 * Hears every statement of the engine while a suite runs. Each must name the workspace whose rows it reads or writes,
 * and, where the tables are partitioned, a transaction must touch the partitions of its workspaces only.
 */
export function watchDatabase(inner: Database, { isPartitioned = false } = {}): WatchedDatabase {
  const statements = new Map<string, string>();
  const violations = new Set<string>();

  const hear = (asked: readonly Statement[], isInTransaction: boolean): void => {
    for (const { name, text } of asked) {
      const isOver = overWorkspaces.has(shortName(name));
      if (isOver && isInTransaction) violations.add(`${name} reads over workspaces in a transaction that writes`);
      if (statements.get(name) === text) continue;
      statements.set(name, text);
      if (name.length > 63) violations.add(`${name} is longer than PostgreSQL's names`);
      if (!isOver && !namesItsWorkspace(text)) violations.add(`${name} does not name a workspace: ${text}`);
    }
  };
  const heard = (session: Session, isInTransaction: boolean): Session => ({
    ...session,
    run: (asked, options) => {
      hear(asked, isInTransaction);
      return session.run(asked, options);
    },
  });
  const transaction: Database["transaction"] = (limits, work) =>
    inner.transaction(limits, async (session) => {
      if (!isPartitioned) return work(heard(session, true));
      const touched = await touchedPartitions(session);
      const result = await work(heard(touched.session, true));
      for (const violation of await touched.violations()) violations.add(violation);
      return result;
    });
  return {
    database: {
      spansWorkspaces: inner.spansWorkspaces,
      run: (asked) => {
        hear(asked, false);
        return inner.run(asked);
      },
      transaction,
      snapshot: (work) => inner.snapshot((session) => work(heard(session, false))),
    },
    statements,
    check: () => {
      if (violations.size > 0) throw new Error([...violations].join("\n"));
    },
  };
}

/**
 * Whether a statement on the engine's tables says whose rows it is about: an insert writes `workspace_id`, everything
 * else compares it.
 */
export function namesItsWorkspace(text: string): boolean {
  // Writes that travel as one statement: each for itself.
  if (text.startsWith("with written_0 as ("))
    return text
      .split(/\bwritten_\d+ as \(/)
      .slice(1)
      .every(namesItsWorkspace);
  if (!/\bcredits\.(?!schema_versions\b)\w+/.test(text)) return true;
  if (/^\s*insert\b/.test(text)) return /\(\s*workspace_id\b/.test(text);
  return /\bworkspace_id = (?:\$\d|any\((?:\$\d|array\[\w+\.\w+\])|\w+\.\w+)|\busing \(workspace_id\b/.test(text);
}

/** Without the schema that comes first. */
export function shortName(name: string): string {
  return name.slice(name.indexOf(".") + 1);
}
