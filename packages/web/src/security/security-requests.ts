import { accountSecurity } from "@dokly/contract";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { postAuth } from "../api/auth.ts";
import { api, apiPath } from "../api/client.ts";

/** The second factor and the sessions of whoever is signed in. */
export const securityQuery = queryOptions({
  queryKey: ["me", "security"],
  queryFn: ({ signal }) => api.get("/me/security", accountSecurity, { signal }),
});

/** Ends one session, or with null all others than this one. */
export async function endSessions(id: string | null): Promise<void> {
  if (id === null) await api.post("/me/sessions/revoke-others", {}, null);
  else await api.delete(apiPath("me", "sessions", id));
}

const backupCodes = z.array(z.string());
const setUp = z.object({ totpURI: z.string(), backupCodes });

/** What an authenticator app needs, and the codes for when it is gone. */
export type FactorSetUp = z.infer<typeof setUp>;

/** The changes of how a person signs in; each asks for the password, or for a code. */
export const account = {
  changePassword: (body: { currentPassword: string; newPassword: string; revokeOtherSessions: boolean }) =>
    postAuth("/change-password", body),
  beginFactor: async (password: string): Promise<FactorSetUp> =>
    setUp.parse(await postAuth("/two-factor/enable", { password })),
  proveFactor: (code: string) => postAuth("/two-factor/verify-totp", { code }),
  useBackupCode: (code: string) => postAuth("/two-factor/verify-backup-code", { code }),
  endFactor: (password: string) => postAuth("/two-factor/disable", { password }),
  newBackupCodes: async (password: string): Promise<readonly string[]> =>
    z.object({ backupCodes }).parse(await postAuth("/two-factor/generate-backup-codes", { password })).backupCodes,
  askForReset: (email: string) => postAuth("/request-password-reset", { email }),
  resetPassword: (body: { token: string; newPassword: string }) => postAuth("/reset-password", body),
};
