const number = new Intl.NumberFormat("en");

/** Credits as a mail says them, as "1 credit". */
export function creditsText(amount: bigint): string {
  return `${number.format(amount)} ${amount === 1n ? "credit" : "credits"}`;
}

/** A name that people gave, on one line: as it may stand in a subject. */
export function lineOf(name: string): string {
  return name.replaceAll(/\s+/g, " ").trim();
}

/** Where the receipt of an action is shown. */
export function receiptUrl(publicUrl: string, { workspace, action }: { workspace: string; action: string }): string {
  return `${publicUrl}/w/${workspace}/settings/account/ai-usage?action=${action}`;
}
