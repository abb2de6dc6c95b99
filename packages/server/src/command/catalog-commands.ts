import { accessSync } from "node:fs";
import { resolve } from "node:path";
import { createCredits, type PlanUse } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import pg from "pg";
import { type CatalogSettings, readCatalogFile } from "../configuration/catalog-file.ts";
import { ConfigurationError } from "../configuration/configuration-error.ts";
import { diffCatalogs } from "../configuration/diff-catalogs.ts";
import { withDatabaseUrl } from "./command-database.ts";
import { type Command, type CommandSurroundings, exitCodes } from "./command-line.ts";
import { describeDiff } from "./describe-diff.ts";
import { readLine } from "./read-line.ts";
import { toJson } from "./to-json.ts";

export const catalogCheck: Command = {
  words: ["catalog", "check"],
  summary: "Read a file for DOKLY_CONFIG and name every mistake",
  help: `npx dokly catalog check FILE [--json]
  Reads a file for DOKLY_CONFIG and names every mistake.
  Ends with 0 where the server would start with it, 3 where not.`,
  async run(rest, around) {
    const { values, positionals } = readLine(rest, options, ["FILE"]);
    const path = fileOf(positionals, around);
    const problems = problemsOf(() => readCatalogFile(path, around.now));
    if (values.json) around.write(toJson({ isUsable: problems.length === 0, problems }));
    else around.write(problems.length === 0 ? "The server would start with this.\n" : `${problems.join("\n")}\n`);
    return problems.length === 0 ? exitCodes.done : exitCodes.blocked;
  },
};

export const catalogDiff: Command = {
  words: ["catalog", "diff"],
  summary: "Tell what a new configuration would do to the workspaces that are there",
  help: `npx dokly catalog diff FILE [--from FILE] [--database URL] [--json]
  What a file for DOKLY_CONFIG would do to the workspaces that are there, before it is applied: numbers of credits,
  prices, plans that vanish, kinds that cost another number. Changes nothing.
  --from      what is in force now; without it the file of DOKLY_CONFIG, or the shipped plans
  --database  the engine's PostgreSQL; without it CREDITS_DATABASE_URL, DATABASE_URL, or the embedded one
  Ends with 0 where nothing changes, 1 where something does, 3 where it must not be applied.`,
  async run(rest, around) {
    const { values, positionals } = readLine(rest, diffOptions, ["FILE"]);
    const path = fileOf(positionals, around);
    const inForce = values.from ?? (around.environment["DOKLY_CONFIG"] || null);
    const before = readCatalogFile(inForce === null ? null : resolve(around.workingFolder, inForce), around.now);
    const problems: string[] = [];
    const after = read(() => readCatalogFile(path, around.now), problems);
    if (after === null) {
      around.write(values.json ? toJson({ isUsable: false, problems }) : `${problems.join("\n")}\n`);
      return exitCodes.blocked;
    }
    const databaseUrl = values.database ?? environmentUrlOf(around);
    const dataFolder = resolve(around.workingFolder, around.environment["DOKLY_DATA"] || ".dokly");
    const uses = await withDatabaseUrl({ databaseUrl, dataFolder }, (url) => countPlansAt(url, before));
    const diff = diffCatalogs({ before, after }, { uses, now: around.now });
    const lines = describeDiff(diff, after.catalog.currency);
    if (values.json) around.write(toJson({ isUsable: diff.vanishing.length === 0, ...diff }));
    else around.write(lines.length === 0 ? "Nothing would change.\n" : `${lines.join("\n")}\n`);
    if (diff.vanishing.length > 0) return exitCodes.blocked;
    return diff.isSame ? exitCodes.done : exitCodes.found;
  },
};

const options = { json: { type: "boolean", default: false } } as const;
const diffOptions = { ...options, from: { type: "string" }, database: { type: "string" } } as const;

/** The file that is named; one that is not there is a mistake of the command line, and none of a configuration. */
function fileOf([file = ""]: readonly string[], { workingFolder }: CommandSurroundings): string {
  const path = resolve(workingFolder, file);
  accessSync(path);
  return path;
}

function problemsOf(work: () => unknown): readonly string[] {
  const problems: string[] = [];
  read(work, problems);
  return problems;
}

function read<Result>(work: () => Result, problems: string[]): Result | null {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof ConfigurationError)) throw cause;
    problems.push(...cause.problems);
    return null;
  }
}

function environmentUrlOf({ environment }: CommandSurroundings): string | null {
  return environment["CREDITS_DATABASE_URL"] || environment["DATABASE_URL"] || null;
}

async function countPlansAt(url: string, { catalog }: CatalogSettings): Promise<readonly PlanUse[]> {
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: "dokly catalog diff" });
  pool.on("error", () => undefined);
  const credits = createCredits({ database: postgresDatabase(pool), catalog });
  try {
    return await credits.countPlans();
  } finally {
    await credits.close();
    await pool.end();
  }
}
