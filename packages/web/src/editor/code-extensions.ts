import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { markdown, markdownLanguage } from "@codemirror/lang-markdown";
import { search, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightSpecialChars,
  keymap,
  placeholder,
  type ViewUpdate,
} from "@codemirror/view";
import { contentNonce } from "../app/nonce.ts";
import { strings } from "../strings/index.ts";
import { aiButtonPlace } from "./ai-button-place.ts";
import { aiRangeExtension } from "./ai-range.ts";
import { editorTheme } from "./editor-theme.ts";
import { frontMatter } from "./front-matter.ts";

/** Marks a change that brings in the server's text and is no edit of the person. */
export const fromServer = Annotation.define<boolean>();

export type EditorCommands = {
  save: () => void;
  openAi: () => void;
  /** Enter and Escape belong to a review while one is open at the cursor; false lets the editor have them. */
  acceptReview: () => boolean;
  leaveReview: () => boolean;
};

/** Everything the editor of a page is made of, apart from its text. */
export function pageExtensions(options: {
  label: string;
  isReadOnly: boolean;
  commands: EditorCommands;
  /** Where the AI button is drawn; it stands beside the selection. */
  aiButton: HTMLElement;
  onUpdate: (update: ViewUpdate) => void;
}): Extension[] {
  const { commands } = options;
  const run = (command: () => void) => () => {
    command();
    return true;
  };
  return [
    EditorView.cspNonce.of(contentNonce),
    Prec.highest(
      keymap.of([
        { key: "Mod-s", run: run(commands.save), preventDefault: true },
        { key: "Mod-j", run: run(commands.openAi), preventDefault: true },
        { key: "Enter", run: commands.acceptReview },
        { key: "Escape", run: commands.leaveReview },
      ]),
    ),
    history(),
    markdown({ base: markdownLanguage, completeHTMLTags: false, extensions: frontMatter }),
    search({ top: true }),
    keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap]),
    drawSelection(),
    dropCursor(),
    highlightSpecialChars(),
    EditorView.lineWrapping,
    EditorState.readOnly.of(options.isReadOnly),
    EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "true", tabindex: "0" }),
    placeholder(strings.editor.placeholder),
    aiRangeExtension,
    aiButtonPlace(options.aiButton),
    editorTheme,
    EditorView.updateListener.of(options.onUpdate),
  ];
}
