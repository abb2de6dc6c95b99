import { resolve } from "node:path";
import { root } from "./prepare/paths.mjs";
import { checkArrows } from "./structure/arrows.mjs";
import { checkLeftovers } from "./structure/leftovers.mjs";
import { checkManifests } from "./structure/manifests.mjs";
import { checkPlacesAndNames } from "./structure/places-and-names.mjs";
import { checkPureDomain } from "./structure/pure-domain.mjs";
import { checkSizes } from "./structure/sizes.mjs";
import { readSources } from "./structure/source-files.mjs";

/** Everything in a tree that is against its structure, one sentence each: where, what, and where it belongs. */
export function findViolations(folder) {
  const sources = readSources(folder);
  return [
    ...checkArrows(sources),
    ...checkPureDomain(sources),
    ...checkPlacesAndNames(sources),
    ...checkSizes(sources),
    ...checkLeftovers(sources),
    ...checkManifests(folder),
  ];
}

if (process.argv[1] === resolve(root, "scripts", "structure.mjs")) {
  const violations = findViolations(process.argv[2] ?? root);
  for (const violation of violations) console.error(violation);
  if (violations.length > 0) console.error(`\n${violations.length} places are against the structure.`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
