import { randomUUID } from "node:crypto";
import { type Action, type ActionKind, action, actionsPage, type NextRun } from "@dokly/contract";
import type { Person } from "./person.ts";

const base = (person: Person): string => `/api/v1/workspaces/${person.workspace}`;

/** Runs an AI action over the API, as the editor does, and returns how it ended. */
export async function runAction(person: Person, kind: ActionKind, text: string): Promise<Action> {
  const headers = { "idempotency-key": randomUUID(), accept: "text/event-stream" };
  const data = { kind, input: { text } };
  const response = await person.api.send("POST", `${base(person)}/ai/actions`, { data, headers });
  const stream = await response.text();
  const end = /event: (?:settled|refunded)\ndata: (.*)/.exec(stream)?.[1];
  if (end === undefined) throw new Error(`The action did not end: ${stream}`);
  return action.parse((JSON.parse(end) as { action: unknown }).action);
}

/** What the person's next action does, outside production. */
export async function setNextRun(person: Person, behavior: NextRun["behavior"]): Promise<void> {
  await person.api.put(`${base(person)}/ai/next-run`, { behavior });
}

/** Their newest action, as the log has it. */
export async function newestAction(person: Person): Promise<Action> {
  const [newest] = (await person.api.get(`${base(person)}/actions?limit=1`, actionsPage)).items;
  if (newest === undefined) throw new Error("No action has run");
  return newest;
}
