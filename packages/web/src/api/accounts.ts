import { invitationView, workspace } from "@dokly/contract";
import { z } from "zod";
import { postAuth } from "./auth.ts";
import { api, apiPath } from "./client.ts";

/** Signs in with a password; where the account has a second factor, its code is asked for next. */
export async function signIn(credentials: { email: string; password: string }): Promise<"in" | "code"> {
  const answer = await postAuth("/sign-in/email", credentials);
  return z.object({ twoFactorRedirect: z.literal(true) }).safeParse(answer).success ? "code" : "in";
}

export const signUp = (account: { name: string; email: string; password: string }): Promise<unknown> =>
  postAuth("/sign-up/email", account);

export const signOut = (): Promise<unknown> => postAuth("/sign-out", {});

export const getInvitation = (id: string) => api.get(apiPath("invitations", id), invitationView);

/** Joins the workspace of an invitation and returns it. */
export const acceptInvitation = (id: string) => api.post(apiPath("invitations", id, "accept"), {}, workspace);
