import { invitationView, workspace } from "@dokly/contract";
import { api, apiPath } from "./client.ts";
import { ConnectionLost } from "./problem.ts";

/** How signing in or up can be refused. `other` covers what the account service may add. */
export type AccountRefusal = "wrong-credentials" | "too-many" | "taken" | "closed" | "other";

export class AccountRefused extends Error {
  readonly refusal: AccountRefusal;

  constructor(refusal: AccountRefusal) {
    super(`The account service refused: ${refusal}`);
    this.name = "AccountRefused";
    this.refusal = refusal;
  }
}

function refusalOf(status: number, code: unknown): AccountRefusal {
  if (status === 429) return "too-many";
  if (typeof code === "string" && code.startsWith("USER_ALREADY_EXISTS")) return "taken";
  if (status === 403) return "closed";
  return status === 401 ? "wrong-credentials" : "other";
}

/** Accounts are better-auth's own routes, with its own errors: they do not follow the API's problem format. */
async function post(path: string, body: Record<string, string>): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`/api/auth${path}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw new ConnectionLost(error);
  }
  if (response.ok) return;
  const reply = (await response.json().catch(() => null)) as { code?: unknown } | null;
  throw new AccountRefused(refusalOf(response.status, reply?.code));
}

export const signIn = (credentials: { email: string; password: string }): Promise<void> =>
  post("/sign-in/email", credentials);

export const signUp = (account: { name: string; email: string; password: string }): Promise<void> =>
  post("/sign-up/email", account);

export const signOut = (): Promise<void> => post("/sign-out", {});

export const getInvitation = (id: string) => api.get(apiPath("invitations", id), invitationView);

/** Joins the workspace of an invitation and returns it. */
export const acceptInvitation = (id: string) => api.post(apiPath("invitations", id, "accept"), {}, workspace);

export const createWorkspace = (name: string) => api.post("/workspaces", { name }, workspace);
