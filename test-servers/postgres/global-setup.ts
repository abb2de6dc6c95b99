import { removeAbandonedFolders, removeFoldersOfRun } from "./folders-of-run.ts";
import { setUpPostgres } from "./set-up-postgres.ts";

/** The PostgreSQL of most tests: the product's own, or the one of TEST_DATABASE_URL. */
export default async (): Promise<() => Promise<void>> => {
  removeAbandonedFolders();
  const stop = await setUpPostgres("postgres");
  return async () => {
    await stop();
    removeFoldersOfRun();
  };
};
