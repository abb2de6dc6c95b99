import type { Mail } from "../accounts/mailer.ts";
import { creditsText, lineOf, receiptUrl } from "../notices/mail-words.ts";
import type { DueMail } from "./notice-store.ts";

const date = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });

function sentenceOf({ answer, charged }: DueMail): string {
  if (answer.credits === 0n) {
    return charged === 0n
      ? "It had cost 0 credits, so that there is nothing to give back."
      : "No credits were given back.";
  }
  const back = `${creditsText(answer.credits)} of the ${creditsText(charged)} that it had cost are yours again.`;
  if (answer.goodwill === 0n) return back;
  const until = answer.goodwillUntil === null ? "" : `, until ${date.format(answer.goodwillUntil)}`;
  return `${back} The period that had paid is over: ${creditsText(answer.goodwill)} came as goodwill${until}.`;
}

/** The mail that tells of an answer. A server that sends it twice, not knowing of the first, sends the same message. */
export function answerMail(due: DueMail, publicUrl: string): Mail {
  const { id, answer } = due;
  const name = lineOf(due.workspaceName);
  const given = answer.credits === 0n ? "Your report is answered" : `${creditsText(answer.credits)} given back`;
  const about = due.documentTitle === null ? due.kind : `${due.kind}, ${lineOf(due.documentTitle)}`;
  const words = answer.words === "" ? "" : `\nWhat the operator says:\n${answer.words}\n`;
  return {
    to: due.email,
    messageId: `<report.${id}.${answer.number}@${new URL(publicUrl).hostname}>`,
    subject: `${given} in ${name}`,
    text: `You reported an AI action in ${name} (${about}).
${sentenceOf(due)}
${words}
Its receipt: ${receiptUrl(publicUrl, due)}`,
  };
}
