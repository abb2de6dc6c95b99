import { parseArgs } from "node:util";
import { createCredits } from "../credits.ts";
import { postgresDatabase } from "../database/postgres.ts";
import { shippedCatalog } from "../domain/shipped-catalog.ts";
import type { Verification } from "../operator-types.ts";

const help = `dokly-credits verify [--database URL] [--workspace ws_…] [--schema credits] [--json]

Works every sum of a credit ledger out again from its transfers and names each difference. Writes nothing, and can run
while the ledger is in use.

  --database   PostgreSQL's URL; without it, DATABASE_URL
  --workspace  one workspace; without it, all of them
  --schema     where the tables are: credits, unless migrateCredits was told otherwise
  --json       prints one JSON object

It ends with 0 where all is well, 1 where something differs, 2 where it could not look.
`;

export type CommandSurroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
};

/** Runs one command line and returns its exit code: 0 all is well, 1 something differs, 2 it could not look. */
export async function runCommand(line: readonly string[], around: CommandSurroundings): Promise<0 | 1 | 2> {
  try {
    const asked = parse(line);
    if (asked === null) {
      around.write(help);
      return 0;
    }
    const url = asked.database ?? around.environment["DATABASE_URL"];
    if (url === undefined || url === "") throw new Error("Name the database: --database URL, or DATABASE_URL.");
    const found = await verifyAt(url, asked);
    around.write(asked.json ? `${jsonOf(found)}\n` : textOf(found));
    return found.differences.length === 0 ? 0 : 1;
  } catch (error) {
    around.writeError(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

type Asked = { readonly database?: string; readonly workspace?: string; readonly schema?: string; json: boolean };

/** Null: help was asked for. */
function parse(line: readonly string[]): Asked | null {
  const { values, positionals } = parseArgs({
    args: [...line],
    allowPositionals: true,
    options: {
      database: { type: "string" },
      workspace: { type: "string" },
      schema: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help || positionals.length === 0) return null;
  if (positionals.length > 1 || positionals[0] !== "verify") {
    throw new Error(`There is no command "${positionals.join(" ")}", only "verify".`);
  }
  return values;
}

async function verifyAt(url: string, { workspace, schema }: Asked): Promise<Verification> {
  // The driver is the embedder's: only those who run this need it.
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: "dokly-credits verify" });
  pool.on("error", () => undefined);
  const named = schema === undefined ? {} : { schema };
  // Prices are pinned by each hold: what the catalogue says today does not matter here.
  const credits = createCredits({ database: postgresDatabase(pool), catalog: shippedCatalog, ...named });
  try {
    return await credits.verify(workspace === undefined ? {} : { workspace });
  } finally {
    await credits.close();
    await pool.end();
  }
}

function jsonOf({ checked, differences }: Verification): string {
  return JSON.stringify({ ok: differences.length === 0, checked, differences });
}

function textOf({ checked, differences }: Verification): string {
  const { workspaces, transfers, lots, holds } = checked;
  const lines = differences.map(
    ({ workspace, what, expected, found }) => `${workspace} ${what}: expected ${expected}, found ${found}\n`,
  );
  const seen = `Looked at ${transfers} transfers, ${lots} lots and ${holds} holds of ${workspaces} workspaces`;
  return `${lines.join("")}${seen}: ${differences.length === 0 ? "no difference" : `${differences.length} differences`}.\n`;
}
