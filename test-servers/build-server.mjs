import { ensureBuilt } from "../scripts/prepare/built.mjs";

/** Runs once before tests that start the server and the command line as processes: their build, as `npm start` runs it. */
export const setup = () => ensureBuilt(["server"]);
