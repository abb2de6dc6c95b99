/** What the engine's tests run on. One project of vitest.config.ts runs them on each. */
export const databaseKinds = ["postgres", "postgres15", "partitioned", "pglite"] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

/** As in "refunds by hand, on PostgreSQL 15". */
export const titles: Readonly<Record<DatabaseKind, string>> = {
  postgres: "PostgreSQL",
  postgres15: "PostgreSQL 15",
  partitioned: "PostgreSQL, every table partitioned",
  pglite: "PGlite",
};

/** The kind that this run of a test file is for, as its project says; without a project, PostgreSQL. */
export const databaseKind: DatabaseKind = kindFrom(process.env["DOKLY_ENGINE_DATABASE"] ?? "postgres");

function kindFrom(name: string): DatabaseKind {
  const kind = databaseKinds.find((candidate) => candidate === name);
  if (kind === undefined) throw new Error(`DOKLY_ENGINE_DATABASE is ${name}; allowed: ${databaseKinds.join(", ")}.`);
  return kind;
}
