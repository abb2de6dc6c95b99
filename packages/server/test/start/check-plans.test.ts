import { type Credits, shippedCatalog } from "@dokly/credits";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { checkPlansInUse } from "../../src/start/check-plans.ts";
import { migrateAll, openTestEngine } from "../test-engine.ts";

let database: TestDatabase;
let credits: Credits;
beforeAll(async () => {
  database = await createTestDatabase({ template: "server", migrate: migrateAll });
  credits = openTestEngine(database.pool);
});
afterAll(async () => {
  await credits.close();
  await database.drop();
});

const without = (...names: readonly string[]) => ({
  ...shippedCatalog,
  plans: shippedCatalog.plans.filter(({ name }) => !names.includes(name)),
});

test("a start is refused where a plan is gone that workspaces are on, have chosen, or get while unpaid", async () => {
  await expect(checkPlansInUse(credits, without("pro"))).resolves.toBeUndefined();
  const { workspace } = await credits.openWorkspace({ externalId: "one", plan: "pro", actor: "test" });
  await credits.changePlan({ workspace, plan: "starter", when: "reset", actor: "test", key: "next" });
  const unpaid = { from: new Date(), plan: "free" };
  await credits.setUnpaid({ workspace, unpaid, reason: "declined", actor: "test", key: "unpaid" });
  for (const plan of ["pro", "starter", "free"]) {
    const refused = checkPlansInUse(credits, without(plan));
    await expect(refused).rejects.toThrow(`none that is called "${plan}" (workspaces: 1), which workspaces are on`);
  }
  await expect(checkPlansInUse(credits, without("scale", "enterprise"))).resolves.toBeUndefined();
});
