import { invitation, type Role } from "@dokly/contract";
import type { Page } from "playwright-core";
import { type Person, signUp } from "./person.ts";

/** Somebody new who joined the owner's workspace in a role. */
export async function joinAs(
  role: Exclude<Role, "owner">,
  { owner, page, name }: { owner: Person; page: Page; name: string },
): Promise<Person> {
  const newcomer = await signUp(page, name);
  const made = await owner.api.post(`/api/v1/workspaces/${owner.workspace}/invitations`, {
    email: newcomer.email,
    role,
  });
  await newcomer.api.post(`/api/v1/invitations/${invitation.parse(made).id}/accept`, {});
  return { ...newcomer, workspace: owner.workspace };
}
