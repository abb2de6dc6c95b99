import { existsSync } from "node:fs";
import { inRoot } from "./paths.mjs";

/** The words after `node` that run the built server, with the person's own settings where there are any. */
export function serverCommand() {
  const settings = existsSync(inRoot(".env")) ? [`--env-file=${inRoot(".env")}`] : [];
  return [...settings, inRoot("packages", "server", "dist", "bundle", "main.js")];
}
