import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

// The scripts run in a clone of their own, beside an npm and a build that only write down that they were called.
let clone;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "dokly-clone-"));
  chmodSync(clone, 0o755);
  cpSync(join(import.meta.dirname, "prepare"), join(clone, "scripts", "prepare"), { recursive: true });
  cpSync(join(import.meta.dirname, "start.mjs"), join(clone, "scripts", "start.mjs"));
  write("package-lock.json", JSON.stringify({ packages: { "": {}, "node_modules/pg": { version: "8.23.1" } } }));
  write("packages/server/src/main.ts", "first");
  write("packages/web/src/main.tsx", "first");
  write("npm.js", npmThat(installs));
  write("scripts/build.mjs", build);
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

function write(path, text) {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), text);
}

const calls = () => {
  try {
    return readFileSync(join(clone, "calls"), "utf8").trim().split("\n");
  } catch {
    return [];
  }
};

const npmThat = (does) => `
  const { appendFileSync, copyFileSync, mkdirSync } = require("node:fs");
  appendFileSync("calls", "npm " + process.argv.slice(2, 3) + "\\n");
  ${does}`;
const installs = `
  mkdirSync("node_modules/pg", { recursive: true });
  copyFileSync("package-lock.json", "node_modules/.package-lock.json");`;
const fails = (words) => `console.error(${JSON.stringify(words)}); process.exit(1);`;
const build = `
  import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
  const parts = process.argv.slice(2);
  appendFileSync("calls", "build " + parts.join(" ") + "\\n");
  mkdirSync("packages/web/dist", { recursive: true });
  mkdirSync("packages/server/dist/bundle", { recursive: true });
  writeFileSync("packages/web/dist/index.html", "");
  writeFileSync("packages/server/dist/bundle/main.js", "console.log('serving', process.env.GREETING ?? ''); process.exit(7);");`;

/** Runs `node scripts/start.mjs` to its end. */
function start({ nodeVersion, environment = {}, ...options } = {}) {
  const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${nodeVersion}" } });`;
  const before = nodeVersion === undefined ? [] : ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...before, "scripts/start.mjs"], {
      cwd: clone,
      env: { PATH: "/usr/bin:/bin", npm_execpath: join(clone, "npm.js"), ...environment },
      ...options,
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("close", (code) => resolve({ code, output }));
  });
}

test("a first start installs, builds both parts, and ends as the server ends", async () => {
  const { code, output } = await start();
  expect(calls()).toEqual(["npm ci", "build web server"]);
  expect(output).toContain("serving");
  expect(code).toBe(7);
});

test("a second start installs and builds nothing", async () => {
  await start();
  await start();
  expect(calls()).toHaveLength(2);
});

test("only what has changed is built again, told by content", async () => {
  await start();
  write("packages/server/src/main.ts", "first");
  await start();
  expect(calls()).toHaveLength(2);
  write("packages/server/src/main.ts", "second");
  write("packages/server/src/main.test.ts", "a test is no input");
  await start();
  expect(calls().at(-1)).toBe("build server");
});

test("another lock file is installed, and an install that somebody made by hand is taken as it is", async () => {
  await start();
  write("package-lock.json", JSON.stringify({ packages: { "": {}, "node_modules/pg": { version: "9.0.0" } } }));
  await start();
  expect(calls().filter((call) => call === "npm ci")).toHaveLength(2);
  write("node_modules/.dokly-install", "of another time");
  await start();
  expect(calls().filter((call) => call === "npm ci")).toHaveLength(2);
});

test("an install that was cut short is made again", async () => {
  await start();
  rmSync(join(clone, "node_modules", ".dokly-install"));
  rmSync(join(clone, "node_modules", ".package-lock.json"));
  await start();
  expect(calls().filter((call) => call === "npm ci")).toHaveLength(2);
});

test("the person's settings in .env reach the server, and the environment wins", async () => {
  write(".env", "GREETING=from-the-file\n");
  expect((await start()).output).toContain("serving from-the-file");
  expect((await start({ environment: { GREETING: "from-outside" } })).output).toContain("serving from-outside");
});

describe("what can not be is said in a sentence, without a stack", () => {
  test.each([
    ["no network", fails("npm error code ENOTFOUND"), /no way to npm's registry.*needs the network once/],
    ["a full disk", fails("npm error code ENOSPC"), /The disk is full/],
    ["a cache of somebody else", fails("npm error code EACCES"), /npm may not write here/],
    ["anything else", fails("npm error code E418"), /npm ci ended with 1/],
  ])("%s", async (_what, npm, expected) => {
    write("npm.js", npmThat(npm));
    const { code, output } = await start();
    expect(code).toBe(1);
    expect(output).toMatch(expected);
    expect(output).not.toMatch(/^\s+at /m);
  });

  test("no npm", async () => {
    const { code, output } = await start({ environment: { npm_execpath: "", PATH: "/nowhere" } });
    expect(code).toBe(1);
    expect(output).toMatch(/npm was not found \(ENOENT\)/);
  });

  test("a Node that is too old even to install", async () => {
    const { code, output } = await start({ nodeVersion: "18.20.0" });
    expect(code).toBe(1);
    expect(output).toMatch(/needs Node 20\.19 or newer, and this is Node 18\.20\.0/);
    expect(calls()).toEqual([]);
  });

  test("a Node that can install but not serve, where the packages bring no other", async () => {
    const { code, output } = await start({ nodeVersion: "20.19.1" });
    expect(code).toBe(1);
    expect(output).toMatch(/runs on Node 22\.12 or newer\. This is 20\.19\.1/);
  });

  test.runIf(process.getuid?.() === 0)("a folder that can not be written", async () => {
    const { code, output } = await start({ uid: 65_534, gid: 65_534 });
    expect(code).toBe(1);
    expect(output).toMatch(/have to be installed, and .* can not be written by this user/);
  });
});
