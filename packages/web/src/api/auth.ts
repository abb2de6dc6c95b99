import { send } from "./client.ts";

/**
 * Asks a route of better-auth, which stand beside the API, and returns what it answers; what they refuse comes as the
 * same problems.
 */
export async function postAuth(path: string, body: Record<string, string | boolean>): Promise<unknown> {
  const response = await send(`/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  return await response.json().catch(() => null);
}
