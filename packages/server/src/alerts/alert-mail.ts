import type { Mail } from "../accounts/mailer.ts";
import type { DueMail } from "./alert-store.ts";

const number = new Intl.NumberFormat("en");
const date = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });

/** The mail that tells of an alert. A server that sends it twice, not knowing of the first, sends the same message. */
export function alertMail(due: DueMail, publicUrl: string): Mail {
  const name = due.workspaceName.replaceAll(/\s+/g, " ").trim();
  const isAll = due.threshold === 100;
  const spent = isAll ? "All AI credits" : `${due.threshold} % of the AI credits`;
  const until = isAll ? "Actions are refused until there are more. " : "";
  const { workspace, periodStart, threshold, person } = due;
  const id = `alert.${workspace}.${periodStart.getTime()}.${threshold}.${person.replaceAll(/[^\w-]/g, "")}`;
  return {
    to: due.email,
    messageId: `<${id}@${new URL(publicUrl).hostname}>`,
    subject: `${spent} of ${name} are spent`,
    text: `${number.format(due.spent)} of ${number.format(due.total)} AI credits of ${name} are spent.
${until}New credits come on ${date.format(due.periodEnd)}, and can be bought before.

What they were spent on: ${publicUrl}/w/${workspace}/settings/account/ai-usage
More credits: ${publicUrl}/w/${workspace}/settings/billing
When to be told: ${publicUrl}/w/${workspace}/settings/limits`,
  };
}
