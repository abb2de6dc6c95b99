import type { Kysely } from "kysely";
import type { Tables } from "../tables.ts";

/** The password of the seeded people: known to everybody, so that they exist outside production only. */
export const demoPassword = "dokly-demo";

/** The people that the first start seeds outside production, with what the sign-in page calls them. */
export const demoPeople = [
  { email: "owner@dokly.test", name: "Olivia Owner", label: "Owner" },
  { email: "editor@dokly.test", name: "Edgar Editor", label: "Editor" },
  { email: "operator@dokly.test", name: "Opal Operator", label: "Operator" },
] as const;

/** Whether an address is one of the seeded people's. */
export function isDemoPerson(email: string): boolean {
  return demoPeople.some((person) => person.email === email.toLowerCase());
}

/** One-click sign-ins of the demo people that are there; a database of somebody's own has none. */
export async function demoSignIns(database: Kysely<Tables>) {
  const emails = demoPeople.map((person) => person.email);
  const rows = await database.selectFrom("people").select("email").where("email", "in", emails).execute();
  const seeded = new Set(rows.map((row) => row.email));
  return demoPeople
    .filter((person) => seeded.has(person.email))
    .map(({ email, label }) => ({ email, label, password: demoPassword }));
}
