import { existsSync } from "node:fs";
import { inRoot } from "./paths.mjs";

/** The words after `node` that run the built server, with the person's own settings where there are any. */
export function serverCommand() {
  return bundled("main.js");
}

/** The words after `node` that run one command of the operator, with the same settings. */
export function operatorCommand(line) {
  return [...bundled("dokly.js"), ...line];
}

function bundled(name) {
  const settings = existsSync(inRoot(".env")) ? [`--env-file=${inRoot(".env")}`] : [];
  return [...settings, inRoot("packages", "server", "dist", "bundle", name)];
}
