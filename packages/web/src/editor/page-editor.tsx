import type { EditorView, ViewUpdate } from "@codemirror/view";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { documentsQuery } from "../api/documents.ts";
import { useConfiguration } from "../api/session.ts";
import type { StoredPage } from "../api/stored-page.ts";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import { ActionStatus } from "./action-status.tsx";
import { AiLayer } from "./ai-layer.tsx";
import { fromServer } from "./code-extensions.ts";
import { CodePane } from "./code-pane.tsx";
import classes from "./editor.module.css";
import { EditorToolbar } from "./editor-toolbar.tsx";
import { KeptBanner } from "./kept-banner.tsx";
import { NextRunSwitch } from "./next-run-switch.tsx";
import { PageConflictDialog } from "./page-conflict.tsx";
import { linkedPage } from "./page-link.ts";
import { Preview } from "./preview.tsx";
import { SaveStatus } from "./save-status.tsx";
import { type PaneView, SplitPanes } from "./split-panes.tsx";
import { useAi } from "./use-ai.ts";
import { usePageSession } from "./use-page-session.ts";
import { WaitingBanner } from "./waiting-banner.tsx";

/** A page being edited: its text, its preview, its saving, and the AI actions on it. */
export function PageEditor({ workspace, path, stored }: { workspace: string; path: string; stored: StoredPage }) {
  const { session, saveState } = usePageSession(workspace, path, stored);
  const canWrite = hasRole(useWorkspace(workspace).role, "editor");
  const { isProduction } = useConfiguration();
  const [view, setView] = useState<EditorView | null>(null);
  const [text, setText] = useState(session.editorText);
  const [panes, setPanes] = useState<PaneView>("both");
  const [isDeciding, setIsDeciding] = useState(true);
  const [buttonPlace] = useState(() => document.createElement("div"));
  const ai = useAi({ workspace, path, session, view });
  const openPage = useOpenPage(workspace, path);
  const onResize = useCallback(() => view?.requestMeasure(), [view]);

  const isConflict = saveState.type === "conflict";
  useEffect(() => setIsDeciding(isConflict), [isConflict]);

  const update = (change: ViewUpdate): void => {
    if (!change.docChanged) return;
    const isTheirs = change.transactions.some((transaction) => transaction.annotation(fromServer) === true);
    if (!isTheirs) session.change(change.changes);
    setText(change.state.doc.toString());
  };
  const save = async (): Promise<void> => {
    await session.flushQuietly();
    if (session.state.type === "saved") announce(strings.editor.said.saved);
  };
  return (
    <div className={classes["page"]}>
      <EditorToolbar
        workspace={workspace}
        path={path}
        view={panes}
        onView={setPanes}
        status={
          canWrite ? (
            <SaveStatus state={saveState} onDecide={() => setIsDeciding(true)} onSave={() => void save()} />
          ) : (
            <span className={classes["saveText"]}>{strings.editor.readOnly}</span>
          )
        }
      />
      <KeptBanner run={ai.kept.run} onShow={ai.kept.show} onDismiss={ai.kept.dismiss} />
      <WaitingBanner waiting={ai.waiting} />
      <SplitPanes
        view={panes}
        left={
          <CodePane
            initialText={session.editorText}
            label={strings.editor.label(path)}
            isReadOnly={!canWrite}
            aiButton={buttonPlace}
            commands={{ save: () => void save(), openAi: ai.menu.open, ...ai.review.keys }}
            onUpdate={update}
            onView={setView}
          />
        }
        right={<Preview text={text} onOpenPage={openPage} />}
      />
      <footer className={classes["statusBar"]}>
        <ActionStatus workspace={workspace} last={ai.last} canUseAi={canWrite} onOpenAi={ai.menu.open} />
        {isProduction || !canWrite ? null : <NextRunSwitch workspace={workspace} runs={ai.last.action?.id ?? null} />}
      </footer>
      <AiLayer workspace={workspace} ai={ai} buttonPlace={buttonPlace} onResize={onResize} />
      <PageConflictDialog
        workspace={workspace}
        path={path}
        session={session}
        view={view}
        state={saveState}
        isOpen={isDeciding}
        onClose={() => setIsDeciding(false)}
      />
    </div>
  );
}

/** Follows a relative link of the preview to the page it means. */
function useOpenPage(workspace: string, path: string): (href: string) => void {
  const navigate = useNavigate();
  const documents = useQuery(documentsQuery(workspace));
  return (href) => {
    const pages = new Set(documents.data?.items.map((page) => page.path));
    const to = linkedPage(path, href, pages);
    if (to === null) notifications.show({ color: "yellow", message: strings.editor.preview.noPage(href) });
    else void navigate({ to: "/w/$workspace/pages/$", params: { workspace, _splat: to } });
  };
}
