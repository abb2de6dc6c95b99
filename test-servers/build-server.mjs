import { ensureBuilt } from "../scripts/prepare/built.mjs";

/** Runs once before tests that start the server and the command line as processes: they start what `npm start` builds. */
export const setup = () => ensureBuilt(["server"]);
