import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createdApiKey, workspace } from "@dokly/contract";
import type { z } from "zod";

/** Workspaces with keys, made over HTTP as people make them. */
export type Furniture = {
  readonly workspaces: readonly { readonly id: string; readonly keys: readonly string[] }[];
  /** A workspace of its own for each purpose that would disturb the others. */
  readonly hot: { readonly id: string; readonly keys: readonly string[] };
  readonly ai: { readonly id: string; readonly key: string };
};

/** A person may own ten, and signing up made the first. */
const workspacesPerPerson = 9;
const monthlyCredits = 1_000_000_000;

/** The plans of the measured server: all free, with credits for a long run. */
export function writePlans(folder: string): void {
  const plans = [{ name: "free", monthlyCredits, monthlyPriceCents: 0 }];
  writeFileSync(join(folder, "plans.json"), JSON.stringify({ plans, trial: null }));
}

/** Makes so many workspaces with so many keys each, one hot one with keys of its own, and one for AI actions. */
export async function furnish(
  address: string,
  numbers: { readonly workspaces: number; readonly keys: number; readonly hotKeys: number },
): Promise<Furniture> {
  const ids: string[] = [];
  const founders: Founder[] = [];
  for (let index = 0; index < numbers.workspaces + 2; index += 1) {
    if (index % workspacesPerPerson === 0) founders.push(await signUp(address, founders.length));
    const founder = founders.at(-1);
    if (founder !== undefined) ids.push((await founder.ask(workspace, "/workspaces", { name: `Load ${index}` })).id);
  }
  const keysOf = async (index: number, count: number, scope: "meter" | "ai") => {
    const founder = founders[Math.floor(index / workspacesPerPerson)];
    const id = ids[index] ?? "";
    const keys: string[] = [];
    for (let number = 0; number < count && founder !== undefined; number += 1) {
      const asked = { label: `Load ${number}`, scopes: [scope], endsAt: null };
      keys.push((await founder.ask(createdApiKey, `/workspaces/${id}/api-keys`, asked)).key);
    }
    return { id, keys };
  };
  const workspaces: Furniture["workspaces"][number][] = [];
  for (let index = 0; index < numbers.workspaces; index += 1)
    workspaces.push(await keysOf(index, numbers.keys, "meter"));
  const hot = await keysOf(numbers.workspaces, numbers.hotKeys, "meter");
  const { id, keys } = await keysOf(numbers.workspaces + 1, 1, "ai");
  return { workspaces, hot, ai: { id, key: keys[0] ?? "" } };
}

type Founder = { ask<Schema extends z.ZodType>(schema: Schema, path: string, json: object): Promise<z.output<Schema>> };

async function signUp(address: string, number: number): Promise<Founder> {
  const headers = { "content-type": "application/json", origin: address };
  const email = `founder-${number}@example.com`;
  const person = { name: `Founder ${number}`, email, password: "of a load, long enough" };
  const signedUp = await send(`${address}/api/auth/sign-up/email`, headers, person);
  const cookie = signedUp.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  return {
    ask: async (schema, path, json) =>
      schema.parse(await (await send(`${address}/api/v1${path}`, { ...headers, cookie }, json)).json()),
  };
}

async function send(url: string, headers: Readonly<Record<string, string>>, json: object): Promise<Response> {
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(json) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}
