import type { Mail } from "../accounts/mailer.ts";
import { creditsText, lineOf, receiptUrl } from "../notices/mail-words.ts";
import type { RefundMailRow } from "./refund-notices.ts";

/** The mail that tells of a refund. A server that sends it twice, not knowing of the first, sends the same message. */
export function refundMail(told: RefundMailRow, publicUrl: string): Mail {
  const name = lineOf(told.workspaceName);
  const given = creditsText(told.credits);
  const what = told.kind === null ? "an AI action of yours" : `an AI action of yours (${told.kind})`;
  const asGoodwill =
    told.goodwill === 0n
      ? ""
      : `The period that had paid is over: ${creditsText(told.goodwill)} came as goodwill, until the next reset.\n`;
  return {
    to: told.email,
    messageId: `<refund.${told.id}@${new URL(publicUrl).hostname}>`,
    subject: `${given} refunded in ${name}`,
    text: `The operator refunded ${given} of ${what} in ${name}.
${asGoodwill}
Why:
${told.reason}

Its receipt: ${receiptUrl(publicUrl, told)}`,
  };
}
