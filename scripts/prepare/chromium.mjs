import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { PrepareError } from "./say.mjs";

/** Where browsers are usually found, by their own names. */
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  join(homedir(), "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/** What the browser of the npm package needs beside itself. */
const libraries = ["libnss3", "libnspr4", "libexpat1"];

/**
 * Finds a Chromium for the tests: CHROMIUM_PATH, the one that the npm package @sparticuz/chromium holds, unpacked once,
 * or the machine's own. The package's has no windows to draw, which spares a third of what the tests compute. As root
 * on Debian and its kin, the libraries that it needs are installed when there is no other.
 */
export async function findChromium() {
  const asked = process.env["CHROMIUM_PATH"];
  if (asked !== undefined && asked !== "") {
    if (opens(asked)) return asked;
    throw new PrepareError(
      `CHROMIUM_PATH is ${asked}, and that program does not start. Set it to a Chromium or Chrome, or unset it.`,
    );
  }
  const packaged = await unpackPackaged();
  if (packaged !== null && opens(packaged)) return packaged;
  const own = candidates().find((path) => existsSync(path) && opens(path));
  if (own !== undefined) return own;
  if (packaged !== null && installLibraries() && opens(packaged)) return packaged;
  throw missing();
}

/** Where the package's browser is unpacked; null where it is not for this machine or can not be unpacked. */
async function unpackPackaged() {
  if (process.platform !== "linux") return null;
  try {
    const { default: packaged } = await import("@sparticuz/chromium");
    return await packaged.executablePath();
  } catch {
    return null;
  }
}

function candidates() {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...places];
}

/**
 * Whether a browser starts here: tells missing libraries and wrappers that start nothing. Its version is asked for and
 * no page, because the one of the npm package never ends after printing a page.
 */
function opens(path) {
  const { status, stdout } = spawnSync(path, ["--version"], {
    encoding: "utf8",
    timeout: 60_000,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 && /\d+\.\d+/.test(stdout);
}

function installLibraries() {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  console.info(`Installing the libraries that the browser of the tests needs: ${libraries.join(", ")} …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...words) =>
    spawnSync("apt-get", words, { stdio: ["ignore", "ignore", "inherit"], env: environment }).status === 0;
  return apt("update", "-qq") && apt("install", "-y", "-qq", "--no-install-recommends", ...libraries);
}

function missing() {
  return new PrepareError(
    "The browser tests need a Chromium, and none starts here. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to one.",
  );
}
