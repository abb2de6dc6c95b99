import { spawn } from "node:child_process";
import { npmCommand } from "./npm-command.mjs";
import { root } from "./paths.mjs";

const patienceMs = 30_000;
const wanted = ["audit", "--omit=dev", "--audit-level=high", "--json", "--fetch-retries=0", "--fetch-timeout=20000"];
const grave = ["high", "critical"];

/**
 * Asks npm's registry which packages of the product have known flaws. One that is high or critical fails. A registry
 * that does not answer is no pass: it is said that nothing was audited, and counted neither way.
 */
export async function auditPackages(ask = askRegistry) {
  const { outcome, text } = readAudit(await ask());
  console.info(text);
  return { passed: outcome === "passed" ? 1 : 0, failed: outcome === "failed" ? 1 : 0 };
}

/** What npm printed, as an outcome and a sentence. Its exit code says the same for a flaw and for a lost network. */
export function readAudit(printed) {
  const report = parse(printed);
  const counts = report?.metadata?.vulnerabilities;
  if (counts === undefined) {
    const why = report?.message ?? report?.error?.summary ?? "no answer in time";
    return { outcome: "skipped", text: `– dependency audit SKIPPED, nothing was audited: ${firstLine(why)}` };
  }
  const found = grave.reduce((sum, level) => sum + (counts[level] ?? 0), 0);
  const total = report.metadata.dependencies?.prod ?? "all";
  if (found === 0)
    return { outcome: "passed", text: `✓ dependency audit (${total} packages, none with a grave flaw known)` };
  const flaws = Object.values(report.vulnerabilities ?? {}).filter(({ severity }) => grave.includes(severity));
  const lines = flaws.map(({ name, severity, range }) => `  ${name} ${range}: ${severity}`);
  return { outcome: "failed", text: [`✗ dependency audit (${found} packages with a grave flaw)`, ...lines].join("\n") };
}

function parse(printed) {
  try {
    return JSON.parse(printed);
  } catch {
    return null;
  }
}

const firstLine = (text) => String(text).split("\n", 1)[0];

function askRegistry() {
  const [program, ...before] = npmCommand();
  return new Promise((resolve) => {
    const child = spawn(program, [...before, ...wanted], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    let printed = "";
    child.stdout.on("data", (chunk) => {
      printed += chunk;
    });
    // Without npm nothing is printed, which is told as what it is: not audited.
    child.once("error", () => {
      clearTimeout(timer);
      resolve("");
    });
    child.once("close", () => {
      clearTimeout(timer);
      resolve(printed);
    });
  });
}
