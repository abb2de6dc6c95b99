import { ensureBuilt } from "../scripts/prepare/built.mjs";

/** Runs once before tests that start the server and the command line as processes: they are what `npm start` runs. */
export const setup = () => ensureBuilt(["server"]);
