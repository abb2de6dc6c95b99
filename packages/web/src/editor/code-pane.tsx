import { EditorState } from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { useEffect, useEffectEvent, useRef } from "react";
import { type EditorCommands, pageExtensions } from "./code-extensions.ts";
import classes from "./editor.module.css";

/** The Markdown editor in its element. It is made once; what it calls may change with every drawing. */
export function CodePane(props: {
  initialText: string;
  label: string;
  isReadOnly: boolean;
  commands: EditorCommands;
  aiButton: HTMLElement;
  onUpdate: (update: ViewUpdate) => void;
  onView: (view: EditorView | null) => void;
}) {
  const parent = useRef<HTMLDivElement>(null);
  const update = useEffectEvent((change: ViewUpdate) => props.onUpdate(change));
  const save = useEffectEvent(() => props.commands.save());
  const openAi = useEffectEvent(() => props.commands.openAi());
  const acceptReview = useEffectEvent(() => props.commands.acceptReview());
  const leaveReview = useEffectEvent(() => props.commands.leaveReview());
  const open = useEffectEvent((element: HTMLDivElement): EditorView => {
    const extensions = pageExtensions({
      label: props.label,
      isReadOnly: props.isReadOnly,
      aiButton: props.aiButton,
      commands: { save, openAi, acceptReview, leaveReview },
      onUpdate: update,
    });
    return new EditorView({ parent: element, state: EditorState.create({ doc: props.initialText, extensions }) });
  });
  const tell = useEffectEvent((view: EditorView | null) => props.onView(view));
  useEffect(() => {
    if (parent.current === null) return;
    const view = open(parent.current);
    tell(view);
    return () => {
      tell(null);
      view.destroy();
    };
  }, []);
  return <div ref={parent} className={classes["code"]} />;
}
