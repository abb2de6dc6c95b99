import { z } from "zod";
import type { PageText } from "./page-text.ts";

/** Text that is not saved yet, kept on this device so that it survives a reload, a crash and a lost connection. */
export type Draft = PageText & { version: string };

const draft = z.object({ text: z.string(), hasByteOrderMark: z.boolean(), version: z.string() });

/** Where drafts of one page are kept. Writing says whether it worked: a device may be full or forbid it. */
export type DraftPlace = { read: () => Draft | null; write: (draft: Draft) => boolean; clear: () => void };

/** The drafts of one page in the browser's storage. */
export function draftPlace(storage: Storage, workspace: string, path: string): DraftPlace {
  const key = `dokly.draft.${workspace}/${path}`;
  return {
    read: () => {
      try {
        const parsed = draft.safeParse(JSON.parse(storage.getItem(key) ?? "null"));
        return parsed.success ? parsed.data : null;
      } catch {
        return null;
      }
    },
    write: (value) => {
      try {
        storage.setItem(key, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
    clear: () => {
      try {
        storage.removeItem(key);
      } catch {
        // A storage that forbids this had nothing in it.
      }
    },
  };
}
