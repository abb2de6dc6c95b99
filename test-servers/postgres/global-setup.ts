import { setUpPostgres } from "./set-up-postgres.ts";

/** The PostgreSQL of most tests: the product's own, or the one of TEST_DATABASE_URL. */
export default (): Promise<() => Promise<void>> => setUpPostgres("postgres");
