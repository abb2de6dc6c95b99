import { action, clock, invitation, type NextRun, operatorRefund, workspace } from "@dokly/contract";
import { z } from "zod";
import { type ApiClient, signInAsDemo } from "./api-client.ts";

/** Long enough ago that the month's reset lies within it. */
const daysBack = 32;
const dayMs = 86_400_000;
const name = "Sample month";

const passages = [
  "The export run every night, and it write one file for each workspace that were changed since the day before.",
  "In order to connect the service, it is necessary that you first make a key, and then you put it into the settings.",
  "A webhook tells your system what happened. It may come twice, and it may come late.",
  "Teh importer reads Markdown files. It keep the front matter as it is, and it does not touch code blocks.",
] as const;

/** What the month's people run, in turn. */
const moves: readonly { readonly kind: string; readonly options?: object; readonly next?: NextRun["behavior"] }[] = [
  { kind: "improve" },
  { kind: "shorten" },
  { kind: "expand" },
  { kind: "simplify" },
  { kind: "improve", next: "fail-midway" },
  { kind: "tone", options: { tone: "formal" } },
  { kind: "shorten" },
  { kind: "expand" },
  { kind: "improve", next: "fail-at-start" },
  { kind: "simplify" },
];

export type SampleMonth = { readonly workspace: string; readonly actions: number };

/**
 * Makes a workspace with a month behind it, by really running actions on the demo writer while the simulated clock
 * goes from a month ago to now: charges, failures, a refund, goodwill, and a reset in between. Ends the clock, also
 * where it fails. Only outside production.
 * @throws Error with a sentence where the clock is simulated already, or a step is refused
 */
export async function playSampleMonth(
  address: string,
  options: { readonly actions: number; readonly onProgress: (sentence: string) => void },
): Promise<SampleMonth> {
  const [owner, editor, operator] = await Promise.all(
    ["owner", "editor", "operator"].map((who) => signInAsDemo(address, `${who}@dokly.test`)),
  );
  if (owner === undefined || editor === undefined || operator === undefined) throw new Error("nobody signed in");
  const { now, isSimulated } = await operator.send("GET", "/operator/clock", undefined, clock);
  if (isSimulated) throw new Error("The clock is simulated already: end it at Operator → Clock, then start again.");
  const goTo = (instant: number) =>
    operator.send("PUT", "/operator/clock", { now: new Date(instant).toISOString() }, clock);
  const end = Date.parse(now);
  const start = end - daysBack * dayMs;
  try {
    await goTo(start);
    const { id } = await owner.send("POST", "/workspaces", { name }, workspace);
    await settle(id, { owner, editor, operator });
    for (let number = 0; number < options.actions; number += 1) {
      await goTo(start + ((end - start) * (number + 1)) / (options.actions + 1));
      await runOne(id, number, number % 3 === 2 ? editor : owner, operator);
      if (number % 10 === 9) options.onProgress(`${name}: ${number + 1} of ${options.actions} actions`);
    }
    return { workspace: id, actions: options.actions };
  } finally {
    await operator.send("DELETE", "/operator/clock", undefined, clock);
  }
}

type People = { readonly owner: ApiClient; readonly editor: ApiClient; readonly operator: ApiClient };

/** The plan, and somebody else to work with. */
async function settle(id: string, { owner, editor, operator }: People): Promise<void> {
  const plan = { plan: "starter", reason: "A month to look at" };
  await operator.send("PUT", `/operator/workspaces/${id}/plan`, plan, z.unknown());
  const invited = { email: "editor@dokly.test", role: "editor" };
  const { id: link } = await owner.send("POST", `/workspaces/${id}/invitations`, invited, invitation);
  await editor.send("POST", `/invitations/${link}/accept`, {}, z.unknown());
}

async function runOne(id: string, number: number, person: ApiClient, operator: ApiClient): Promise<void> {
  const { kind, options, next } = moves[number % moves.length] ?? { kind: "improve" };
  if (next !== undefined) await person.send("PUT", `/workspaces/${id}/ai/next-run`, { behavior: next }, z.unknown());
  const input = { text: passages[number % passages.length] };
  const events = await person.stream(`/workspaces/${id}/ai/actions`, { kind, input, ...(options && { options }) });
  const told = /event: (?:settled|refunded)\ndata: (.*)/.exec(events)?.[1];
  if (told === undefined) throw new Error(`An action did not end: ${events.slice(-500)}`);
  const ended = z.object({ action }).parse(JSON.parse(told)).action;
  if (number % 17 === 7 && ended.charged > 0) {
    const refund = { credits: 1, reason: "The text did not help" };
    await operator.send("POST", `/operator/actions/${ended.id}/refund`, refund, operatorRefund);
  }
  if (number % 25 === 12) {
    const goodwill = { credits: 20, reason: "Sorry for the wait" };
    await operator.send("POST", `/operator/workspaces/${id}/goodwill`, goodwill, z.unknown());
  }
}
