import type { ActionKind } from "@dokly/contract";
import type { TokenUsage, WorkspaceId } from "@dokly/credits";
import type { Services } from "../services.ts";

/** An edit as it is typical of its kind: the range that was promised, and the tokens that it took. */
type Edit = {
  readonly kind: ActionKind;
  readonly path: string;
  readonly title: string;
  readonly high: bigint;
  readonly usage: TokenUsage;
};

const tokens = (input: number, output: number): TokenUsage => ({
  input,
  cacheRead: 0,
  cacheWrite: 0,
  output,
  thinking: 0,
});
const sentence = { path: "guide/one-sentence.md", title: "One sentence" };
const text = { path: "guide/a-longer-text.md", title: "A longer text" };

/** At the shipped prices these cost 2, 1, 3, 2, 3, 2 credits. */
const edits: readonly Edit[] = [
  { kind: "improve", ...sentence, high: 3n, usage: tokens(412, 138) },
  { kind: "grammar", ...sentence, high: 2n, usage: tokens(365, 64) },
  { kind: "expand", ...text, high: 4n, usage: tokens(498, 322) },
  { kind: "improve", ...text, high: 3n, usage: tokens(527, 171) },
  { kind: "expand", ...sentence, high: 4n, usage: tokens(431, 288) },
  { kind: "improve", ...text, high: 3n, usage: tokens(466, 149) },
];

const deadlineMs = 60_000;
const editsMax = 200;

/**
 * Spends a workspace's credits down to what should be left, by running edits through the engine as the product does:
 * each is held, then settled by its tokens. Running it again replays the same edits, moves nothing for them, and goes
 * on where it was cut short.
 */
export async function seedHistory(
  { credits, configuration }: Pick<Services, "credits" | "configuration">,
  input: { workspace: WorkspaceId; member: string; creditsLeft: bigint },
): Promise<void> {
  const { workspace, creditsLeft } = input;
  let { available } = await credits.getBalance({ workspace });
  for (let number = 0; number < editsMax && available > creditsLeft; number += 1) {
    const edit = edits[number % edits.length];
    if (edit === undefined) return;
    const rest = available - creditsLeft;
    const high = rest < edit.high ? rest : edit.high;
    const key = `seed:history:${number}`;
    const placed = await credits.placeHold({
      workspace,
      key,
      fingerprint: key,
      credits: high,
      deadlineMs,
      action: {
        kind: edit.kind,
        member: input.member,
        document: { path: edit.path, title: edit.title },
        model: configuration.modelOfKind[edit.kind],
        estimate: { low: 1n, high },
        group: null,
        isDemo: true,
      },
      actor: "server:seed",
    });
    const ended = await credits.settleHold({
      workspace,
      hold: placed.hold,
      charge: { usage: edit.usage },
      status: "succeeded",
      actor: "server:seed",
    });
    available = ended.available;
  }
}
