import { createHash } from "node:crypto";
import { goodwillGranted } from "@dokly/contract";
import { grantGoodwill } from "../operator/grant-goodwill.ts";
import { requireWorkspace } from "../operator/operator-request.ts";
import { performAct } from "../operator/perform-act.ts";
import { withDatabase } from "./command-database.ts";
import { type Command, exitCodes, UsageError } from "./command-line.ts";
import { confirm } from "./confirm.ts";
import { actHelp, actOptions, commandLineDoer, requireCredits, requireReason } from "./operator-acts.ts";
import { readLine } from "./read-line.ts";
import { toJson } from "./to-json.ts";

const options = { ...actOptions, credits: { type: "string" }, expires: { type: "string" } } as const;

/** Gives a workspace credits, as the console does. */
export const grantCommand: Command = {
  words: ["grant"],
  summary: "Give a workspace credits",
  help: `npx dokly grant WORKSPACE --credits N --reason TEXT [--expires DATE] [--key KEY] [--yes] [--json]
  Gives a workspace (ws_…) credits, as goodwill.
  --credits  how many
  --expires  until when they live, as 2027-01-31 or 2027-01-31T09:00:00Z; without it until the next reset
${actHelp}
  Ends with 0 where they are given, 4 where it is refused: no such workspace, a date that is over, nobody agreed.`,
  async run(rest, around) {
    const { values, positionals } = readLine(rest, options, ["WORKSPACE"]);
    const reason = requireReason(values.reason);
    if (values.credits === undefined) throw new UsageError("Say how many: --credits N.");
    const credits = requireCredits(values.credits);
    const expiresAt = values.expires === undefined ? null : readDate(values.expires);
    const until = expiresAt === null ? "until the next reset" : `until ${expiresAt.toISOString()}`;
    return await withDatabase(around, async ({ settings, pool, credits: engine }) => {
      const { id: workspace, name } = await requireWorkspace({ pool }, positionals[0] ?? "");
      const question = `Give ${name} (${workspace}) ${credits} credits ${until}. This can not be taken back.`;
      await confirm(question, { isAgreed: values.yes === true, around });
      const by = commandLineDoer();
      const details = { credits, expiresAt: expiresAt?.toISOString() ?? null };
      const parts = JSON.stringify(["grant", workspace, reason, details]);
      const fingerprint = createHash("sha256").update(parts).digest("base64url");
      const act = { act: "goodwill-granted", by, workspace, target: null, reason, details, fingerprint };
      const { reply, isReplay } = await performAct(
        { pool, catalog: settings.catalog },
        { ...act, key: values.key ?? null },
        goodwillGranted,
        ({ id }) => grantGoodwill(engine, { id, workspace, credits, expiresAt, reason, actor: by.actor }),
      );
      const again = isReplay ? "It was done before under this key. " : "";
      around.write(
        values.json
          ? toJson({ workspace, ...reply, isReplay })
          : `${again}Gave ${name} ${credits} credits ${until} (${reply.lot}); ${reply.available} are available.\n`,
      );
      return exitCodes.done;
    });
  },
};

function readDate(text: string): Date {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new UsageError(`--expires is "${text}"; allowed: a date, as 2027-01-31.`);
}
