import type { Mail } from "../accounts/mailer.ts";
import type { DueMail } from "./notice-store.ts";

const date = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });

function credits(amount: bigint): string {
  return `${new Intl.NumberFormat("en").format(amount)} ${amount === 1n ? "credit" : "credits"}`;
}

function sentenceOf({ answer, charged }: DueMail): string {
  if (answer.credits === 0n) {
    return charged === 0n
      ? "It had cost 0 credits, so that there is nothing to give back."
      : "No credits were given back.";
  }
  const back = `${credits(answer.credits)} of the ${credits(charged)} that it had cost are yours again.`;
  if (answer.goodwill === 0n) return back;
  const until = answer.goodwillUntil === null ? "" : `, until ${date.format(answer.goodwillUntil)}`;
  return `${back} The period that had paid is over: ${credits(answer.goodwill)} came as goodwill${until}.`;
}

/** The mail that tells of an answer. A server that sends it twice, not knowing of the first, sends the same message. */
export function answerMail(due: DueMail & { readonly email: string }, publicUrl: string): Mail {
  const { workspace, id, answer } = due;
  const name = due.workspaceName.replaceAll(/\s+/g, " ").trim();
  const given = answer.credits === 0n ? "Your report is answered" : `${credits(answer.credits)} given back`;
  const about = due.documentTitle === null ? due.kind : `${due.kind}, ${due.documentTitle.replaceAll(/\s+/g, " ")}`;
  const words = answer.words === "" ? "" : `\nWhat the operator says:\n${answer.words}\n`;
  return {
    to: due.email,
    messageId: `<report.${id}.${answer.number}@${new URL(publicUrl).hostname}>`,
    subject: `${given} in ${name}`,
    text: `You reported an AI action in ${name} (${about}).
${sentenceOf(due)}
${words}
Its receipt: ${publicUrl}/w/${workspace}/settings/account/ai-usage?action=${due.action}`,
  };
}
