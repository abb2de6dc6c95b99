import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createCredits, type PlanUse } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import pg from "pg";
import { type CatalogSettings, readCatalogFile } from "../configuration/catalog-file.ts";
import { ConfigurationError } from "../configuration/configuration-error.ts";
import { diffCatalogs } from "../configuration/diff-catalogs.ts";
import { runningUrl } from "../embedded-postgres/running-url.ts";
import { type Command, type CommandSurroundings, UsageError } from "./command-line.ts";
import { describeDiff } from "./describe-diff.ts";

/** Nothing to say, something to say, and something that must not be applied. */
const exitCodes = { same: 0, different: 1, refused: 3 } as const;

export const catalogCheck: Command = {
  words: ["catalog", "check"],
  help: `catalog check FILE
  Reads a file for DOKLY_CONFIG and names every mistake.
  Ends with 0 where the server would start with it, 3 where not.`,
  async run(rest, around) {
    const { values, positionals } = parseArgs({ args: [...rest], allowPositionals: true, options });
    const problems = problemsOf(() => readCatalogFile(fileOf(positionals, around), around.now));
    if (values.json) around.write(`${JSON.stringify({ isUsable: problems.length === 0, problems })}\n`);
    else around.write(problems.length === 0 ? "The server would start with this.\n" : `${problems.join("\n")}\n`);
    return problems.length === 0 ? exitCodes.same : exitCodes.refused;
  },
};

export const catalogDiff: Command = {
  words: ["catalog", "diff"],
  help: `catalog diff FILE [--from FILE] [--database URL]
  What a file for DOKLY_CONFIG would do to the workspaces that are there, before it is applied: numbers of credits,
  prices, plans that vanish, kinds that cost another number. Changes nothing.
  --from      what is in force now; without it the file of DOKLY_CONFIG, or the shipped plans
  --database  the engine's PostgreSQL; without it CREDITS_DATABASE_URL, DATABASE_URL, or the embedded one that runs
  Ends with 0 where nothing changes, 1 where something does, 3 where it must not be applied.`,
  async run(rest, around) {
    const { values, positionals } = parseArgs({ args: [...rest], allowPositionals: true, options: diffOptions });
    const inForce = values.from ?? (around.environment["DOKLY_CONFIG"] || null);
    const before = readCatalogFile(inForce === null ? null : resolve(around.workingFolder, inForce), around.now);
    const path = fileOf(positionals, around);
    const problems: string[] = [];
    const after = read(() => readCatalogFile(path, around.now), problems);
    if (after === null) {
      around.write(values.json ? `${JSON.stringify({ isUsable: false, problems })}\n` : `${problems.join("\n")}\n`);
      return exitCodes.refused;
    }
    const uses = await countPlansAt(databaseOf(values.database, around), before);
    const diff = diffCatalogs({ before, after }, { uses, now: around.now });
    const lines = describeDiff(diff, after.catalog.currency);
    if (values.json) around.write(`${toJson({ isUsable: diff.vanishing.length === 0, ...diff })}\n`);
    else around.write(lines.length === 0 ? "Nothing would change.\n" : `${lines.join("\n")}\n`);
    if (diff.vanishing.length > 0) return exitCodes.refused;
    return diff.isSame ? exitCodes.same : exitCodes.different;
  },
};

const options = { json: { type: "boolean", default: false } } as const;
const diffOptions = { ...options, from: { type: "string" }, database: { type: "string" } } as const;

function fileOf(positionals: readonly string[], { workingFolder }: CommandSurroundings): string {
  const [file] = positionals;
  if (file === undefined || positionals.length > 1)
    throw new UsageError("Name one file, as in: catalog check new.json");
  return resolve(workingFolder, file);
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

function databaseOf(named: string | undefined, { environment, workingFolder }: CommandSurroundings): string {
  const given = named ?? (environment["CREDITS_DATABASE_URL"] || environment["DATABASE_URL"] || undefined);
  if (given !== undefined) return given;
  const folder = resolve(workingFolder, environment["DOKLY_DATA"] || ".dokly");
  const running = runningUrl(folder);
  if (running !== null) return running;
  throw new UsageError(
    `No PostgreSQL runs in ${folder}: start Dokly there, set DOKLY_DATA, or name a database with --database or DATABASE_URL.`,
  );
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

/** Amounts as numbers: a catalogue's are checked to be what JSON can carry. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? Number(inner) : inner));
}
