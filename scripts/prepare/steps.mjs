import { spawn } from "node:child_process";
import { nodeForTools } from "./node-runtime.mjs";
import { inRoot, root } from "./paths.mjs";

const tool = (...parts) => inRoot("node_modules", ...parts);

/**
 * What looks at the source without running it, in about the order in which a mistake is cheapest to see. The lint with
 * types reads what the types of the packages leave behind: begun two at a time, it still comes after them.
 */
export const checks = [
  { name: "format and lint", command: [tool("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings"] },
  { name: "types of the packages", command: [tool("typescript", "bin", "tsc"), "-b"] },
  { name: "types of the tests", command: [tool("typescript", "bin", "tsc"), "-p", "tsconfig.tests.json"] },
  { name: "lint with types", command: [tool("oxlint", "bin", "oxlint"), "--deny-warnings"] },
  { name: "structure", command: [inRoot("scripts", "structure.mjs")] },
  { name: "dead code", command: [tool("knip", "bin", "knip.js")] },
];

export const fixes = [
  { name: "format and lint", command: [tool("@biomejs", "biome", "bin", "biome"), "check", "--write"] },
  { name: "lint with types", command: [tool("oxlint", "bin", "oxlint"), "--fix"] },
];

export const vitest = (...programArguments) => [tool("vitest", "vitest.mjs"), "run", ...programArguments];

/**
 * Runs one step under the Node of the tools. A step that passes is one line; what a failed one said is shown whole.
 * With `isLive` it is shown as it comes.
 */
export async function runStep(step) {
  return tell(await perform(step));
}

async function perform({ name, command, environment = {}, isLive = false }) {
  const startedAtMs = performance.now();
  const { code, output } = await capture(command, environment, isLive);
  return { name, code, output: isLive ? "" : output, seconds: ((performance.now() - startedAtMs) / 1000).toFixed(1) };
}

function tell({ name, code, output, seconds }) {
  console.info(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
  if (code !== 0 && output !== "") console.info(output.trimEnd());
  return code === 0;
}

/**
 * Runs the steps, all of them, tells of them in order, and gives how many passed and failed, and which. With `atOnce`,
 * each begins when the one that many places before it has ended.
 */
export async function runSteps(steps, { atOnce = 1 } = {}) {
  const performed = [];
  for (const step of steps) performed.push(Promise.resolve(performed.at(-atOnce)).then(() => perform(step)));
  const failures = [];
  for (const outcome of performed) if (!tell(await outcome)) failures.push((await outcome).name);
  return { passed: steps.length - failures.length, failed: failures.length, failures };
}

function capture(command, environment, isLive) {
  return new Promise((resolve, reject) => {
    const child = spawn(nodeForTools(), command, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: isLive ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
