import { formatCount, formatCredits } from "../format.ts";

const lines = (count: number): string => formatCount(count, { one: "ledger line", other: "ledger lines" });
const lots = (count: number): string => formatCount(count, { one: "lot", other: "lots" });
const holds = (count: number): string => formatCount(count, { one: "hold", other: "holds" });

/** The proof that the credits add up, and how to repeat it without this server. */
export const proof = {
  title: "Can you trust it?",
  intro:
    "Every credit that moves writes one line into a ledger that is never changed, and each line carries the " +
    "fingerprint of the line before it. Verify works every figure out again from these lines.",
  verify: "Verify now",
  again: "Verify again",
  verifying: "Working everything out again",
  ok: "Everything adds up.",
  differs: (count: number) =>
    count === 1 ? "One figure differs from its ledger lines." : `${count} figures differ from their ledger lines.`,
  adminsSee: "An owner or admin sees which ones by verifying too, and can send them to the operator.",
  report: "Please send this to the operator. The first line that is wrong stands first.",
  checks: {
    chain: (count: number) =>
      count === 0
        ? "No ledger line has been written yet."
        : `${lines(count)}: the fingerprint of each was computed again from the first on, and the chain is unbroken.`,
    lots: (count: number) => `${lots(count)}: what each was granted equals what its lines say is left, held and spent.`,
    holds: (count: number) => `${holds(count)}: what each took equals what it charged, gave back or let expire.`,
    available: (credits: number) =>
      `${formatCredits(credits)} available: the sum of all lines, and what the meter shows.`,
    availableMoved: (credits: number) =>
      `${formatCredits(credits)} were available at that moment. The meter has moved since: verify again to compare.`,
  },
  differences: { what: "What", expected: "From the lines", found: "Stored" },
  checkedAt: (at: string) => `Checked ${at}`,
  headTitle: "Signed head",
  headHint:
    "The last line's fingerprint, signed by the server. Keep it: whoever has it can tell later whether any line before " +
    "it was changed.",
  head: { sequence: "Last line", hash: "Fingerprint", signedAt: "Signed", key: "Key", signature: "Signature" },
  none: "None yet",
  copyHead: "Copy the signed head",
  offlineTitle: "Check it without this server",
  offline:
    "Download the whole ledger and run this on any computer with Node.js, with the file's name for FILE. It does not " +
    "ask this server, and names the first wrong line if there is one.",
  download: "Download the ledger",
  key: "Public key",
  keyHint: "Add --key and the file of the public key, best one kept from an earlier day, to check the signature too.",
  copy: "Copy the command",
  adminsDownload: "Owners and admins can download the ledger, since it names everybody's actions.",
  failed: "The check could not be done.",
};
