import { type Credits, createCredits, shippedCatalog } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import pg from "pg";
import { runningUrl } from "../../../packages/server/src/embedded-postgres/running-url.ts";

/** What a test does behind the product's back: as another server would, or somebody who damages its tables. */
export type ProductDatabase = { readonly pool: pg.Pool; readonly credits: Credits };

/** Opens the database of a running product, by its data folder, for as long as `work` takes. */
export async function inProductDatabase<Result>(
  dataFolder: string,
  work: (database: ProductDatabase) => Promise<Result>,
): Promise<Result> {
  const url = runningUrl(dataFolder);
  if (url === null) throw new Error(`No PostgreSQL runs in ${dataFolder}`);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const credits = createCredits({ database: postgresDatabase(pool), catalog: shippedCatalog });
  try {
    return await work({ pool, credits });
  } finally {
    await credits.close();
    await pool.end();
  }
}
