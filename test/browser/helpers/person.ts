import { randomBytes, randomUUID } from "node:crypto";
import { balance, documentList, hold, me, workspaceList } from "@dokly/contract";
import type { Page } from "playwright-core";
import { Api } from "./api.ts";

const password = "a long pass phrase";

/** Somebody who is signed in, in a browser of their own. */
export type Person = {
  readonly name: string;
  readonly email: string;
  readonly page: Page;
  readonly api: Api;
  /** Their first workspace, as `ws_…`. */
  readonly workspace: string;
};

/** Signs somebody new up, who gets a workspace of their own on the free plan with 50 credits. */
export async function signUp(page: Page, name = "Nora New"): Promise<Person> {
  const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, ".")}.${randomBytes(4).toString("hex")}@example.com`;
  return await enter(page, "/api/auth/sign-up/email", { name, email, password });
}

/** Signs one of the seeded people in. Their workspaces are shared by all tests: look, but leave no traces. */
export async function signInAs(page: Page, who: "owner" | "editor" | "operator"): Promise<Person> {
  return await enter(page, "/api/auth/sign-in/email", { email: `${who}@dokly.test`, password: "dokly-demo" });
}

/** Signs somebody who signed up before in again, in another browser. */
export async function signInAgain(page: Page, { email }: Person): Promise<void> {
  await enter(page, "/api/auth/sign-in/email", { email, password });
}

async function enter(page: Page, path: string, data: Record<string, string>): Promise<Person> {
  const response = await page.request.get("/healthz");
  const api = new Api(page.request, new URL(response.url()).origin);
  await api.post(path, data);
  const [{ name, email }, { items }] = [
    await api.get("/api/v1/me", me),
    await api.get("/api/v1/workspaces", workspaceList),
  ];
  const [first] = items;
  if (first === undefined) throw new Error(`${email} has no workspace`);
  return { name, email, page, api, workspace: first.id };
}

/** The id of a workspace of theirs, by its name. */
export async function workspaceNamed(person: Person, name: string): Promise<string> {
  const { items } = await person.api.get("/api/v1/workspaces", workspaceList);
  const found = items.find((workspace) => workspace.name === name);
  if (found === undefined) throw new Error(`${person.email} has no workspace called ${name}`);
  return found.id;
}

const inWorkspace = (person: Person, path: string): string => `/api/v1/workspaces/${person.workspace}/${path}`;
const ofPage = (person: Person, path: string): string =>
  inWorkspace(person, `documents/${path.split("/").map(encodeURIComponent).join("/")}`);

/** Stores a page that was not there. */
export async function givenPage(person: Person, path: string, content: string | Buffer): Promise<void> {
  const headers = { "content-type": "text/markdown", "if-none-match": "*" };
  await person.api.put(ofPage(person, path), Buffer.from(content), headers);
}

/** Saves over whatever version of a page is there, as a second browser or program would. */
export async function overwrite(person: Person, path: string, content: string): Promise<void> {
  const { items } = await person.api.get(inWorkspace(person, "documents"), documentList);
  const version = items.find((page) => page.path === path)?.version;
  const headers = { "content-type": "text/markdown", "if-match": `"${version}"` };
  await person.api.put(ofPage(person, path), Buffer.from(content), headers);
}

/** The bytes of a page as they are stored. */
export const storedPage = (person: Person, path: string): Promise<Buffer> => person.api.bytes(ofPage(person, path));

export const storedPaths = async (person: Person): Promise<string[]> =>
  (await person.api.get(inWorkspace(person, "documents"), documentList)).items.map((page) => page.path);

/** The bucket of their workspace. */
export const creditsOf = (person: Person) => person.api.get(inWorkspace(person, "credits"), balance);

/** Holds and charges credits through the meter API, as another service does. */
export async function meter(person: Person, credits: number): Promise<void> {
  const body = { credits, kind: "render", deadlineSeconds: 60 };
  const key = { "idempotency-key": randomUUID() };
  const { id } = hold.parse(await person.api.post(inWorkspace(person, "holds"), body, key));
  await person.api.post(inWorkspace(person, `holds/${id}/settle`), { credits });
}

/** Spends credits until so many are left. */
export async function leaveCredits(person: Person, left: number): Promise<void> {
  const { available } = await creditsOf(person);
  await meter(person, available - left);
}
