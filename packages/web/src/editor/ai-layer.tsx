import { useEffect } from "react";
import { createPortal } from "react-dom";
import { strings } from "../strings/index.ts";
import { TopUpPrompt } from "../top-up/top-up-prompt.tsx";
import { AiMenu } from "./ai-menu.tsx";
import { ConfirmRunDialog } from "./confirm-run-dialog.tsx";
import { ReviewPanel } from "./review-panel.tsx";
import type { useAi } from "./use-ai.ts";

/** What the AI side of a page shows: the menu at the selection, the review in the text, and the two questions. */
export function AiLayer(props: {
  workspace: string;
  ai: ReturnType<typeof useAi>;
  /** The element that the editor keeps beside the selection. */
  buttonPlace: HTMLElement;
  onResize: () => void;
}) {
  const { menu, confirm, review, waiting } = props.ai;
  const { run, places } = review;
  return (
    <>
      {createPortal(<AiMenu menu={menu} />, props.buttonPlace)}
      {run === null || places === null
        ? null
        : createPortal(<ReviewPanel review={review} run={run} onResize={props.onResize} />, places.host)}
      {run === null || run.state.phase === "refused" || places === null || places.ghost === null
        ? null
        : createPortal(<GhostText text={run.state.text} onResize={props.onResize} />, places.ghost)}
      <ConfirmRunDialog asked={confirm.asked} onConfirm={confirm.run} onClose={confirm.close} />
      <TopUpPrompt
        workspace={props.workspace}
        isOpened={waiting.waiting !== null}
        onClose={waiting.close}
        need={waiting.waiting?.need}
        waiting={
          waiting.waiting === null
            ? undefined
            : {
                name: strings.editor.kindWith(waiting.waiting.asked.kind, waiting.waiting.asked.options),
                run: waiting.run,
              }
        }
      />
    </>
  );
}

/** Text that is being written at the cursor: it is seen in its place, and is not yet on the page. */
function GhostText({ text, onResize }: { text: string; onResize: () => void }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: every word may need another line.
  useEffect(onResize, [text]);
  return <span data-testid="ghost-text">{text}</span>;
}
