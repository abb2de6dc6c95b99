import type { AiOptions, DocumentSummary, Estimate } from "@dokly/contract";
import { Modal } from "@mantine/core";
import { useState } from "react";
import { strings } from "../strings/index.ts";
import { needOfEstimate } from "../top-up/need-of.ts";
import type { TopUpNeed } from "../top-up/shortfall-figures.tsx";
import { TopUpPrompt } from "../top-up/top-up-prompt.tsx";
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
  const [need, setNeed] = useState<TopUpNeed | null>(null);
  const page = useGeneratePage(workspace, {
    isWatched: isOpen,
    onOpened: () => {
      setBrief(emptyBrief);
      onClose();
    },
  });
  const run = (options: AiOptions, estimate: Estimate): void => {
    const lacking = needOfEstimate(estimate);
    if (lacking === null) page.start(options, estimate);
    else setNeed(lacking);
  };
  return (
    <>
      <Modal
        opened={isOpen && need === null}
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
            onRun={run}
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
      <TopUpPrompt
        workspace={workspace}
        isOpened={need !== null}
        onClose={() => setNeed(null)}
        need={need ?? undefined}
      />
    </>
  );
}
