import type { WorkspaceStore } from "../workspaces/workspace-store.ts";
import type { NewPerson } from "./auth.ts";
import type { FreeCredits } from "./free-credits.ts";
import type { Mailer } from "./mailer.ts";

/** What happens as somebody arrives. */
export type Arrival = {
  readonly onSignedUp: (person: NewPerson) => Promise<void>;
  /** Mails the link that verifies an address; null: nobody's is verified. */
  readonly sendVerification: ((person: NewPerson, link: string) => Promise<void>) | null;
  readonly onVerified: (person: NewPerson) => Promise<void>;
};

/**
 * Somebody who signs up gets a workspace: at once, or where free credits need a verified address, once theirs is. They
 * can be invited elsewhere meanwhile.
 */
export function createArrival(deps: {
  readonly freeCredits: FreeCredits;
  readonly mailer: Mailer;
  readonly workspaces: Pick<WorkspaceStore, "listOf" | "found">;
  readonly signUp: "open" | "invite";
}): Arrival {
  const { freeCredits, mailer, workspaces, signUp } = deps;
  const foundFirst = async (person: NewPerson): Promise<void> => {
    // Where people join by invitation only, the workspace they are invited to is theirs.
    if (signUp === "invite") return;
    await workspaces.found({ name: `${person.name}'s workspace`, founder: person });
  };
  if (!freeCredits.needsVerifiedEmail) {
    return { onSignedUp: foundFirst, sendVerification: null, onVerified: () => Promise.resolve() };
  }
  return {
    onSignedUp: () => Promise.resolve(),
    sendVerification: ({ name, email }, link) => {
      const text = [
        `Hello ${name},`,
        "",
        "open this link to verify your e-mail address. It makes your workspace, with its free credits:",
        "",
        link,
        "",
        "It is valid for an hour. If you did not sign up for Dokly, do nothing.",
        "",
      ].join("\n");
      // Not waited for: how long it takes would tell who asks for another link whether somebody has the address.
      void mailer.send({ to: email, subject: "Verify your e-mail address", text });
      return Promise.resolve();
    },
    onVerified: async (person) => {
      const owned = (await workspaces.listOf(person.id)).some(({ role }) => role === "owner");
      if (!owned) await foundFirst(person);
    },
  };
}
