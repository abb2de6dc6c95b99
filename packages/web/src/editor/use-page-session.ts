import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { isProblem } from "../api/problem.ts";
import { queryKeys } from "../api/query-keys.ts";
import { meQuery } from "../api/session.ts";
import { readPage, type StoredPage, savePage } from "../api/stored-page.ts";
import { draftPlace } from "./drafts.ts";
import { PageSession, type SaveState } from "./page-session.ts";
import { decodePage, type PageText } from "./page-text.ts";

/** The text of a stored page. The server refuses what is not UTF-8, so there always is one. */
function textOf(page: StoredPage): PageText & { version: string } {
  const text = decodePage(page.bytes);
  if (text === null) throw new Error("The server sent a page that is not UTF-8");
  return { ...text, version: page.version };
}

/** Opens a page for editing: with the draft that this device kept, where there is one. */
export function usePageSession(workspace: string, path: string, stored: StoredPage) {
  const queryClient = useQueryClient();
  const [saveState, setSaveState] = useState<SaveState>({ type: "saved" });
  const [session] = useState(() => {
    const drafts = draftPlace(localStorage, workspace, path);
    const draft = drafts.read();
    const noticeLostSession = (error: unknown): never => {
      // Asking who is signed in lets the app notice, remember this place, and come back to it.
      if (isProblem(error, "not-signed-in"))
        void queryClient.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => null);
      throw error;
    };
    return new PageSession({
      page: draft ?? textOf(stored),
      isUnsaved: draft !== null,
      save: (bytes, ifVersion) => savePage({ workspace, path, bytes, ifVersion }).catch(noticeLostSession),
      readTheirs: async () => {
        try {
          return textOf(await readPage(workspace, path));
        } catch (error) {
          if (isProblem(error, "not-found")) return null;
          throw error;
        }
      },
      drafts,
      later: (task, milliseconds) => {
        const timer = setTimeout(task, milliseconds);
        return () => clearTimeout(timer);
      },
      onState: setSaveState,
    });
  });
  useEffect(() => {
    if (session.state.type === "unsaved") void session.flushQuietly();
    const keep = (): void => session.keepDraft();
    const tryAgain = (): void => {
      if (session.state.type === "offline") void session.flushQuietly();
    };
    addEventListener("pagehide", keep);
    addEventListener("online", tryAgain);
    return () => {
      removeEventListener("pagehide", keep);
      removeEventListener("online", tryAgain);
      keep();
      void session
        .flushQuietly()
        .then(() => queryClient.invalidateQueries({ queryKey: queryKeys.documents(workspace) }));
    };
  }, [session, queryClient, workspace]);
  return { session, saveState };
}
