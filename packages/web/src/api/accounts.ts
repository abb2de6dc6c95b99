import { invitationView, workspace } from "@dokly/contract";
import { api, apiPath, send } from "./client.ts";

/** Accounts are better-auth's own routes, beside the API; what they refuse comes as the same problems. */
async function post(path: string, body: Record<string, string>): Promise<void> {
  await send(`/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
}

export const signIn = (credentials: { email: string; password: string }): Promise<void> =>
  post("/sign-in/email", credentials);

export const signUp = (account: { name: string; email: string; password: string }): Promise<void> =>
  post("/sign-up/email", account);

export const signOut = (): Promise<void> => post("/sign-out", {});

export const getInvitation = (id: string) => api.get(apiPath("invitations", id), invitationView);

/** Joins the workspace of an invitation and returns it. */
export const acceptInvitation = (id: string) => api.post(apiPath("invitations", id, "accept"), {}, workspace);
