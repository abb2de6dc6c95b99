import { workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";

/** What a thread that runs an example is given: its address, and what spares it the seconds of making a PGlite anew. */
export type Given = {
  readonly example: string;
  readonly pgliteModule: WebAssembly.Module;
  /** The data folder of a database that nothing was done to. */
  readonly emptyDatabase: Uint8Array<ArrayBuffer>;
};

const { example, pgliteModule, emptyDatabase } = workerData as Given;
const made: PGlite[] = [];
const create = PGlite.create.bind(PGlite) as (options: object) => Promise<PGlite>;
const createFromGiven = async (...options: unknown[]): Promise<PGlite> => {
  if (options.length > 0) throw new Error("An example that makes its PGlite in a way of its own needs a process.");
  const pglite = await create({ pgliteWasmModule: pgliteModule, loadDataDir: new Blob([emptyDatabase]) });
  made.push(pglite);
  return pglite;
};
Object.assign(PGlite, { create: createFromGiven });

await import(example);
// One that began with a data folder keeps its thread alive, where one that made its own does not.
for (const pglite of made) if (!pglite.closed) await pglite.close();
