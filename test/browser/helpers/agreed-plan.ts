import { randomUUID } from "node:crypto";
import type { Person } from "./person.ts";
import { inProductDatabase } from "./product-database.ts";

/** Puts a person's workspace on a plan that nobody can buy, as its operator does after an agreement. */
export async function putOnPlan({ workspace }: Person, plan: string, dataFolder: string): Promise<void> {
  await inProductDatabase(dataFolder, ({ credits }) =>
    credits.changePlan({ workspace, plan, when: "now", actor: "operator", key: randomUUID() }),
  );
}
