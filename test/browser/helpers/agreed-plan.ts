import { randomUUID } from "node:crypto";
import { createCredits, shippedCatalog } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import pg from "pg";
import { runningUrl } from "../../../packages/server/src/embedded-postgres/running-url.ts";
import type { Person } from "./person.ts";

/** Puts a person's workspace on a plan that nobody can buy, as its operator does after an agreement. */
export async function putOnPlan({ workspace }: Person, plan: string, dataFolder: string): Promise<void> {
  const url = runningUrl(dataFolder);
  if (url === null) throw new Error(`No PostgreSQL runs in ${dataFolder}`);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const credits = createCredits({ database: postgresDatabase(pool), catalog: shippedCatalog });
  try {
    await credits.changePlan({ workspace, plan, when: "now", actor: "operator", key: randomUUID() });
  } finally {
    await credits.close();
    await pool.end();
  }
}
