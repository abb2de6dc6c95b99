import { fileURLToPath } from "node:url";

/**
 * What programs that tests start are given of our environment: where programs are, and a folder in which Node keeps
 * sources that it has compiled. Without it every one of the many servers compiles all of its sources anew, which is
 * half of what its start costs.
 */
export const childEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  NODE_COMPILE_CACHE: fileURLToPath(new URL("../.cache/compiled", import.meta.url)),
};
