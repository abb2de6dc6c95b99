import type { AiOptions, DocumentSummary } from "@dokly/contract";
import { Modal } from "@mantine/core";
import { useState } from "react";
import { estimateKind } from "../api/ai.ts";
import { strings } from "../strings/index.ts";
import { TopUpPrompt } from "../top-up/top-up-prompt.tsx";
import { useWaitForCredits } from "../top-up/use-wait-for-credits.ts";
import { emptyBrief } from "./page-brief.ts";
import { PageBriefForm } from "./page-brief-form.tsx";
import { PageProgress } from "./page-progress.tsx";
import { useGeneratePage } from "./use-generate-page.tsx";

const words = strings.generate;

/** Has a page written from a title and a brief. It lands as a draft page and is opened. */
export function GeneratePageDialog(props: {
  workspace: string;
  pages: readonly DocumentSummary[];
  isOpen: boolean;
  onClose: () => void;
}) {
  const { workspace, isOpen, onClose } = props;
  const [brief, setBrief] = useState(emptyBrief);
  const page = useGeneratePage(workspace, {
    isWatched: isOpen,
    onOpened: () => {
      setBrief(emptyBrief);
      onClose();
    },
  });
  const credits = useWaitForCredits({
    name: words.title,
    price: (options: AiOptions) => estimateKind(workspace, { kind: "page", input: {}, options }),
    run: page.start,
  });
  return (
    <>
      <Modal
        opened={isOpen && !credits.isWaiting}
        onClose={onClose}
        closeOnClickOutside={false}
        title={page.run === null ? words.title : words.titleOf(brief.title)}
        size="lg"
      >
        {page.run === null ? (
          <PageBriefForm
            workspace={workspace}
            brief={brief}
            onChange={setBrief}
            pages={props.pages}
            onRun={credits.ask}
            onCancel={onClose}
          />
        ) : (
          <PageProgress
            run={page.run}
            onStop={page.cancel}
            onHide={onClose}
            onBack={page.close}
            onTryAgain={page.tryAgain}
          />
        )}
      </Modal>
      <TopUpPrompt workspace={workspace} {...credits.prompt} />
    </>
  );
}
