import { type ActionRecord, workspaceOfId } from "@dokly/credits";
import { readWorkspaceNames } from "../operator/operator-request.ts";
import { refundAction } from "../operator/refund-action.ts";
import { withDatabase } from "./command-database.ts";
import { type Command, CommandStopped, exitCodes, UsageError } from "./command-line.ts";
import { confirm } from "./confirm.ts";
import { actHelp, actOptions, commandLineDoer, requireCredits, requireReason } from "./operator-acts.ts";
import { readLine } from "./read-line.ts";
import { toJson } from "./to-json.ts";

const options = { ...actOptions, all: { type: "boolean" }, credits: { type: "string" } } as const;

/** Gives back some or all of a charge, as the console does. */
export const refundCommand: Command = {
  words: ["refund"],
  summary: "Give back some or all of what an action was charged",
  help: `npx dokly refund ACTION (--credits N | --all) --reason TEXT [--key KEY] [--yes] [--json]
  Gives back credits of an action (act_…), to the lots that paid; what a lot that is over had paid becomes goodwill
  until the next reset. All refunds of an action together are at most its charge, however often this is run. The member
  is told the reason. Where somebody refunded since you were asked, nothing happens.
  --credits  how many
  --all      what is left of the charge; not with --key, since what is left changes
${actHelp}
  Ends with 0 where it is refunded, 4 where it is refused: no such action, more than is left, nobody agreed.`,
  async run(rest, around) {
    const { values, positionals } = readLine(rest, options, ["ACTION"]);
    const [action = ""] = positionals;
    const reason = requireReason(values.reason);
    const { key = null } = values;
    if ((values.all === true) === (values.credits !== undefined)) throw new UsageError("Give --credits N, or --all.");
    if (values.all === true && key !== null) throw new UsageError("--key needs --credits: what is left changes.");
    const asked = values.credits === undefined ? null : requireCredits(values.credits);
    const workspace = workspaceOfId("act", action);
    if (workspace === null) throw new CommandStopped("refused", `"${action}" is no id of an action (act_…).`);
    return await withDatabase(around, async ({ settings, pool, credits: engine }) => {
      const { action: found } = await engine.getAction({ workspace, action });
      const credits = asked ?? leftOf(found);
      const { name } = (await readWorkspaceNames({ pool }, [workspace]))(workspace);
      await confirm(describe(found, { credits, name }), { isAgreed: values.yes === true, around });
      const refundedBefore = key === null ? Number(found.refunded) : null;
      const by = commandLineDoer();
      const { reply, isReplay } = await refundAction(
        { pool, catalog: settings.catalog, credits: engine, isMailed: settings.mail !== null },
        { action, credits, reason, refundedBefore, report: null, by, key },
      );
      const { refunded, charged, goodwill, available } = reply;
      const again = isReplay ? "It was done before under this key. " : "";
      const apart = goodwill === null ? "" : ` ${goodwill.credits} of them are goodwill (${goodwill.lot}).`;
      around.write(
        values.json
          ? toJson({ ...reply, isReplay })
          : `${again}Refunded ${credits} credits of ${action}: ${refunded} of ${charged} so far.${apart} ` +
              `${available} are available in ${name}.\n`,
      );
      return exitCodes.done;
    });
  },
};

function leftOf({ id, charged, refunded }: ActionRecord): number {
  if (refunded < charged) return Number(charged - refunded);
  throw new CommandStopped("refused", `Nothing of ${id} is left to refund: charged ${charged}, refunded ${refunded}.`);
}

function describe(action: ActionRecord, { credits, name }: { credits: number; name: string }): string {
  const { id, kind, charged, refunded, startedAt } = action;
  return (
    `Refund ${credits} credits of ${id} (${kind} in ${name}, ${startedAt.toISOString()}, charged ${charged}, ` +
    `refunded ${refunded} so far). This can not be taken back.`
  );
}
