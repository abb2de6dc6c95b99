import { MergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { Alert, Button, Group, Modal, Text, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { contentNonce } from "../app/nonce.ts";
import { completePath, pathProblem } from "../documents/page-path.ts";
import { strings } from "../strings/index.ts";
import classes from "./editor.module.css";
import { editorTheme, mergeTheme } from "./editor-theme.ts";
import { toEditorText } from "./page-text.ts";

const words = strings.editor.conflict;

/** Two versions of one page, and what can be done with them. Nothing is lost until one of them is let go. */
export function ConflictDialog(props: {
  isOpen: boolean;
  path: string;
  mine: string;
  /** Null when somebody deleted the page. */
  theirs: string | null;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
  onSaveAs: (path: string) => Promise<void>;
  onClose: () => void;
}) {
  const { theirs } = props;
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={words.title} size="xl">
      <Text size="sm" mb="md">
        {theirs === null ? words.gone : words.text}
      </Text>
      {theirs === null ? null : (
        <>
          <div className={classes["mergeNames"]}>
            <span>{words.theirs}</span>
            <span>{words.mine}</span>
          </div>
          <Versions theirs={theirs} mine={props.mine} />
        </>
      )}
      <SaveAs path={props.path} onSave={props.onSaveAs} />
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={props.onClose}>
          {words.later}
        </Button>
        <Button variant="default" onClick={props.onTakeTheirs}>
          {theirs === null ? words.drop : words.takeTheirs}
        </Button>
        {theirs === null ? null : <Button onClick={props.onKeepMine}>{words.keepMine}</Button>}
      </Group>
    </Modal>
  );
}

function Versions({ theirs, mine }: { theirs: string; mine: string }) {
  const parent = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (parent.current === null) return;
    const extensions = (label: string) => [
      EditorView.cspNonce.of(contentNonce),
      EditorState.readOnly.of(true),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      editorTheme,
      mergeTheme,
    ];
    const view = new MergeView({
      parent: parent.current,
      a: { doc: toEditorText(theirs), extensions: extensions(words.theirs) },
      b: { doc: toEditorText(mine), extensions: extensions(words.mine) },
      collapseUnchanged: { margin: 2, minSize: 6 },
    });
    return () => view.destroy();
  }, [theirs, mine]);
  return <div ref={parent} className={classes["merge"]} />;
}

function SaveAs({ path, onSave }: { path: string; onSave: (path: string) => Promise<void> }) {
  const [typed, setTyped] = useState(() => path.replace(/(\.[^./]+)?$/, "-mine$1"));
  const [failure, setFailure] = useState<string | null>(null);
  const save = (): void => {
    const complete = completePath(typed);
    const problem = pathProblem(complete, new Set([path]));
    setFailure(problem === null ? null : strings.documents.pathProblems[problem]);
    if (problem !== null) return;
    void onSave(complete).catch((error: unknown) => setFailure(errorSentence(error)));
  };
  return (
    <>
      {failure === null ? null : (
        <Alert color="red" role="alert" mt="md">
          {failure}
        </Alert>
      )}
      <Group align="flex-end" gap="xs" mt="md">
        <TextInput
          flex={1}
          label={words.saveAs}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button variant="default" onClick={save}>
          {words.save}
        </Button>
      </Group>
    </>
  );
}
