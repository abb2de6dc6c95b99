import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { npmCommand } from "./npm-command.mjs";
import { inRoot, root } from "./paths.mjs";
import { run } from "./run.mjs";
import { PrepareError } from "./say.mjs";

const oldestNode = [20, 19];
const marker = inRoot("node_modules", ".dokly-install");

/** Refuses a Node that can not even install. */
function requireOldestNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new PrepareError(
    `Dokly needs Node ${oldestNode.join(".")} or newer, and this is Node ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  );
}

/**
 * Installs the packages when the lock file is another one than at the last complete install. Nothing is asked of the
 * network otherwise.
 */
export async function ensureInstalled() {
  requireOldestNode();
  const wanted = installKey();
  if (existsSync(marker) && readFileSync(marker, "utf8").trim() === wanted) return;
  if (!isComplete()) await install();
  try {
    writeFileSync(marker, `${wanted}\n`);
  } catch {
    // A folder that can not be written, with everything installed: the next start looks again.
  }
}

/** One install serves one lock file on one kind of machine. */
function installKey() {
  const lockFile = readFileSync(inRoot("package-lock.json"));
  return `${createHash("sha256").update(lockFile).digest("hex")} ${process.platform}-${process.arch}`;
}

/** npm writes what it installed into node_modules as its last step: a cut install has no such file, or an older one. */
function isComplete() {
  const installedFile = inRoot("node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(inRoot("package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  return Object.entries(wanted).every(([path, { version, optional, peer, link }]) => {
    if (!path.includes("node_modules/") || link) return true;
    if (installed[path] === undefined) return optional === true || peer === true;
    return installed[path].version === version && existsSync(inRoot(path));
  });
}

async function install() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new PrepareError(
      `The packages have to be installed, and ${root} can not be written by this user. Make the folder yours, or clone into one that is.`,
    );
  }
  console.info("Installing packages (the first time only; a minute or two) …");
  let said = "";
  const [program, ...before] = npmCommand();
  // Everything is needed, whatever NODE_ENV or the person's npm settings leave out.
  const wanted = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  let code;
  try {
    code = await run(program, [...before, ...wanted], {
      onOutput: (text) => {
        said = (said + text).slice(-20_000);
      },
    });
  } catch (cause) {
    throw new PrepareError(
      `npm was not found (${cause.code ?? cause.message}). It comes with Node: install Node from https://nodejs.org.`,
    );
  }
  if (code !== 0) throw new PrepareError(explainInstallFailure(code, said));
}

function explainInstallFailure(code, said) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ECONNRESET/.test(said)) {
    return "The packages could not be fetched: no way to npm's registry. The first start needs the network once; later ones do not.";
  }
  if (/EACCES|EROFS|EPERM/.test(said)) {
    return `npm may not write here. Make ${root} (and the npm cache) yours, then try again.`;
  }
  if (/ENOSPC/.test(said)) return "The disk is full: the packages need about 1 GB.";
  return `npm ci ended with ${code}; what it says is above.`;
}
