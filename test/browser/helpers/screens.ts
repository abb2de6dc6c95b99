import type { Page } from "playwright-core";
import { beforeAll, inject } from "vitest";
import { fillWorkspace } from "./filled-workspace.ts";
import { goTo } from "./go-to.ts";
import { type Person, signInAgain, signUp } from "./person.ts";
import { joinAs } from "./team.ts";
import { useVisits } from "./visit.ts";

/** A walk past main screens of the app. */
type Walk = {
  /** The owner of a filled workspace, who walks. */
  readonly person: Person;
  /** Somebody else in it. */
  readonly other: Person;
  /** The link of an invitation to it. */
  readonly invitationLink: string;
  /** Opens a page in a browser of somebody else. */
  openStranger(): Promise<Page>;
  /** Looks at what is shown. */
  expectGood(name: string, options?: { readonly fullPage?: boolean }): Promise<void>;
  openSettings(name: string): Promise<void>;
  closeDialog(): Promise<void>;
};

type Look = (page: Page, name: string, options: { readonly fullPage: boolean }) => Promise<void>;

/** For a walk at all widths and in both colour schemes. */
export const walkTimeoutMs = 180_000;

/** Gives a walk on a screen of a width, to look in some way at what it passes. */
export function useWalk(width: 390 | 1280, look: Look): () => Walk {
  const visits = useVisits();
  const url = inject("productUrl");
  let walk: Walk | undefined;
  beforeAll(async () => {
    const nora = await signUp(await visits.open(url), "Nora Newman");
    const other = await joinAs("editor", { owner: nora, page: await visits.open(url), name: "Edgar Else" });
    const invitationLink = await fillWorkspace(nora, other);
    const page = await visits.open(url, { width });
    await signInAgain(page, nora);
    walk = {
      person: { ...nora, page },
      other,
      invitationLink,
      openStranger: () => visits.open(url, { width }),
      expectGood: (name, { fullPage = false } = {}) => look(page, name, { fullPage }),
      openSettings: (name) => goTo(page, `/w/${nora.workspace}/settings/${name}`),
      closeDialog: async () => {
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
      },
    };
  }, walkTimeoutMs);
  return () => {
    if (walk === undefined) throw new Error("The walk begins inside tests");
    return walk;
  };
}
