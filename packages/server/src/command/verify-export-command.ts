import { createReadStream, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { type LedgerKeys, ledgerKeys } from "@dokly/contract";
import { type CheckedLedger, checkLedger } from "../ledger/check-ledger.ts";
import { type Command, exitCodes, UsageError } from "./command-line.ts";
import { readLine } from "./read-line.ts";
import { toJson } from "./to-json.ts";

const options = { json: { type: "boolean", default: false }, key: { type: "string" } } as const;

/** Checks a downloaded ledger without a server or a database. */
export const verifyExportCommand: Command = {
  words: ["verify-export"],
  summary: "Check a ledger that was downloaded, without a server",
  help: `npx dokly verify-export FILE [--key FILE] [--json]
  Checks a ledger that was downloaded (ledger.jsonl): its hash chain, its sums, its head and the head's signature. Asks
  no server, and names the first bad line.
  --key  the server's public key, as saved from /.well-known/dokly-ledger-key.json; without it the signature is not
         checked
  Ends with 0 where all is right, 1 where something is not.`,
  async run(rest, { workingFolder, write }) {
    const { values, positionals } = readLine(rest, options, ["FILE"]);
    const [file = ""] = positionals;
    const keys = values.key === undefined ? null : readKeys(resolve(workingFolder, values.key));
    const input = createReadStream(resolve(workingFolder, file), "utf8");
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    const checked = await checkLedger(lines, keys);
    write(values.json ? toJson({ ok: checked.first === null, ...checked }) : describe(checked));
    return checked.first === null ? exitCodes.done : exitCodes.found;
  },
};

function readKeys(path: string): LedgerKeys {
  try {
    return ledgerKeys.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new UsageError(`${path} is no key as /.well-known/dokly-ledger-key.json shows it.`, { cause });
  }
}

function describe({ workspace, transfers, lots, credits, head, signature, first, bad }: CheckedLedger): string {
  const { granted, available, held, spent, expired, reversed } = credits;
  const lines = [
    `${workspace}: ${transfers} transfers, ${lots} lots.`,
    `granted ${granted} = available ${available} + held ${held} + spent ${spent} + expired ${expired} + ` +
      `reversed ${reversed}`,
  ];
  if (first !== null) {
    lines.push(`Line ${first.line} is wrong: ${first.what} should be ${first.expected}, and is ${first.found}.`);
    if (bad > 1) lines.push(`${bad} differences in all.`);
  } else if (head !== null) {
    lines.push(`The chain holds up to its head: transfer ${head.sequence}, hash ${head.hash}.`);
    lines.push(
      signature === null
        ? "The signature was not checked: name the server's public key with --key."
        : `Signed at ${head.signedAt} by key ${head.signature.key}.`,
    );
  }
  return `${lines.join("\n")}\n`;
}
