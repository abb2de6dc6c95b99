import { createPortal } from "react-dom";
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
  const { menu, confirm, review, topUp } = props.ai;
  return (
    <>
      {createPortal(
        <AiMenu
          isOpen={menu.isOpen}
          onOpenChange={(isOpen) => (isOpen ? menu.open() : menu.close())}
          estimates={menu.estimates}
          refusal={menu.refusal}
          isWidened={menu.isWidened}
          onChoose={menu.choose}
        />,
        props.buttonPlace,
      )}
      {review.run === null || review.host === null
        ? null
        : createPortal(
            <ReviewPanel
              run={review.run}
              isStale={review.isStale}
              onAccept={review.accept}
              onClose={review.discard}
              onCancel={review.cancel}
              onRetry={review.retry}
              onTryAgain={review.tryAgain}
              onResize={props.onResize}
            />,
            review.host,
          )}
      <ConfirmRunDialog asked={confirm.asked} onConfirm={confirm.run} onClose={confirm.close} />
      <TopUpPrompt
        workspace={props.workspace}
        isOpened={topUp.need !== null}
        onClose={topUp.close}
        need={topUp.need ?? undefined}
      />
    </>
  );
}
