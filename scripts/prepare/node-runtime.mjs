import { existsSync } from "node:fs";
import { inRoot } from "./paths.mjs";
import { PrepareError } from "./say.mjs";

const productNode = [22, 12];

/** The Node that came with the packages; null on a platform for which there is none. */
function bundledNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const program = process.platform === "win32" ? "node.exe" : "node";
  const path = inRoot("node_modules", `node-${platform}-${process.arch}`, "bin", program);
  return existsSync(path) ? path : null;
}

function isNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > productNode[0] || (major === productNode[0] && minor >= productNode[1]);
}

/** The Node that runs the product: this one when it is new enough, else the one that came with the packages. */
export function nodeForProduct() {
  return isNewEnough() ? process.execPath : (bundledNode() ?? refuse());
}

/** The Node that runs the tools and tests: everywhere the same, where the packages brought one. */
export function nodeForTools() {
  return bundledNode() ?? (isNewEnough() ? process.execPath : refuse());
}

function refuse() {
  throw new PrepareError(
    `Dokly runs on Node ${productNode.join(".")} or newer. This is ${process.versions.node}, and the packages bring no Node ` +
      `for ${process.platform} on ${process.arch}. Install a newer one from https://nodejs.org.`,
  );
}
