import { type PostgresServer, startTestCluster, urlVariables } from "./test-cluster.ts";
import { dropTestTemplates } from "./test-database.ts";

/**
 * Runs once before the tests that need this PostgreSQL: uses the one that its variable names (a role that may create
 * databases and roles), else starts one. The test processes find it in that variable. Several projects ask for it; the
 * first one does the work.
 */
export async function setUpPostgres(server: PostgresServer): Promise<() => Promise<void>> {
  process.env["TEST_RUN"] ??= process.pid.toString(36);
  const isReady = `${urlVariables[server]}_IS_READY`;
  if (process.env[isReady] !== undefined) return async () => undefined;
  process.env[isReady] = "1";
  if (process.env[urlVariables[server]] !== undefined) return () => dropTestTemplates(server);
  const cluster = await startTestCluster({ server });
  process.env[urlVariables[server]] = cluster.url;
  return () => cluster.stop();
}
