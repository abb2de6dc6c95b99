import { setUpPostgres } from "../postgres/set-up-postgres.ts";

/** The oldest PostgreSQL that the engine runs on: npm's, the machine's, or the one of TEST_POSTGRES15_URL. */
export default (): Promise<() => Promise<void>> => setUpPostgres("postgres15");
