import type { EditorView } from "@codemirror/view";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createPage } from "../api/documents.ts";
import { queryKeys } from "../api/query-keys.ts";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import { fromServer } from "./code-extensions.ts";
import { ConflictDialog } from "./conflict-dialog.tsx";
import type { PageSession, SaveState } from "./page-session.ts";
import { encodePage } from "./page-text.ts";

/** Ends a conflict the way the person decides: take theirs, keep mine, or both under two names. */
export function PageConflictDialog(props: {
  workspace: string;
  path: string;
  session: PageSession;
  view: EditorView | null;
  state: SaveState;
  isOpen: boolean;
  onClose: () => void;
}) {
  const { workspace, path, session, view, state } = props;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const theirs = state.type === "conflict" ? state.theirs : null;

  const takeTheirs = (): void => {
    props.onClose();
    if (theirs === null) {
      session.letGo();
      void navigate({ to: "/w/$workspace", params: { workspace } });
      return;
    }
    session.takeTheirs(theirs);
    view?.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: view.state.toText(session.editorText) },
      annotations: fromServer.of(true),
    });
    announce(strings.editor.conflict.tookTheirs);
  };
  const saveAs = async (to: string): Promise<void> => {
    await createPage({ workspace, path: to, bytes: encodePage(session.current) });
    session.letGo();
    props.onClose();
    await queryClient.invalidateQueries({ queryKey: queryKeys.documents(workspace) });
    await navigate({ to: "/w/$workspace/pages/$", params: { workspace, _splat: to } });
  };
  return (
    <ConflictDialog
      isOpen={props.isOpen && state.type === "conflict"}
      path={path}
      mine={session.editorText}
      theirs={theirs?.text ?? null}
      onTakeTheirs={takeTheirs}
      onKeepMine={() => {
        props.onClose();
        if (theirs !== null) void session.keepMine(theirs.version);
      }}
      onSaveAs={saveAs}
      onClose={props.onClose}
    />
  );
}
