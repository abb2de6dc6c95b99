import { existsSync } from "node:fs";
import { inRoot } from "./paths.mjs";

/**
 * Room for new objects in MiB, taken up to three times. Without it Node takes 130 MB under load and gives nothing back,
 * and no request is answered sooner for it.
 */
const memory = "--max-semi-space-size=8";

/** The words after `node` that run the built server, with the person's own settings where there are any. */
export function serverCommand() {
  return [memory, ...bundled("main.js")];
}

/** The words after `node` that run one command of the operator, with the same settings. */
export function operatorCommand(line) {
  return [...bundled("dokly.js"), ...line];
}

function bundled(name) {
  const settings = existsSync(inRoot(".env")) ? [`--env-file=${inRoot(".env")}`] : [];
  return [...settings, inRoot("packages", "server", "dist", "bundle", name)];
}
