import { startTestCluster } from "./test-cluster.ts";
import { dropTestTemplates } from "./test-database.ts";

/**
 * Runs once before the tests that need PostgreSQL: uses the one of TEST_DATABASE_URL (a role that may create databases
 * and roles), else starts its own; with `none` there is no PostgreSQL, for tests that need none. The test processes
 * find it in TEST_DATABASE_URL. Several projects name this setup; the first one does the work.
 */
export default async function setUpPostgres(): Promise<() => Promise<void>> {
  if (process.env["TEST_RUN"] !== undefined) return async () => undefined;
  process.env["TEST_RUN"] = process.pid.toString(36);
  if (process.env["TEST_DATABASE_URL"] === "none") return async () => undefined;
  if (process.env["TEST_DATABASE_URL"] !== undefined) return dropTestTemplates;
  const cluster = await startTestCluster();
  process.env["TEST_DATABASE_URL"] = cluster.url;
  return () => cluster.stop();
}
