import type { DocumentSummary, PageRunEstimateBody } from "@dokly/contract";
import { Modal } from "@mantine/core";
import { useState } from "react";
import { estimatePageRun } from "../api/page-runs.ts";
import { likelyLanguage, useRecentChoices } from "../editor/use-recent-choices.ts";
import { strings } from "../strings/index.ts";
import { needOfRefusal } from "../top-up/need-of.ts";
import { TopUpPrompt } from "../top-up/top-up-prompt.tsx";
import { useWaitForCredits } from "../top-up/use-wait-for-credits.ts";
import { AskForm } from "./ask-form.tsx";
import type { RunChoice } from "./run-choice.ts";
import { useStartPageRun } from "./use-start-page-run.ts";

const words = strings.pageRuns;

type PageRunDialogProps = {
  workspace: string;
  pages: readonly DocumentSummary[];
  isOpen: boolean;
  onClose: () => void;
};

/** Asks what to do with the selected pages, shows what that costs, and waits for credits where there are too few. */
export function PageRunDialog({ workspace, pages, isOpen, onClose }: PageRunDialogProps) {
  const { recent, remember } = useRecentChoices();
  const [choice, setChoice] = useState<RunChoice>(() => ({
    kind: "improve",
    tone: recent.tone,
    language: recent.languages[0] ?? likelyLanguage(),
    instruction: "",
  }));
  const start = useStartPageRun(workspace, (error, { kind, options, pages: asked }) => {
    const need = needOfRefusal(error);
    if (need !== null) credits.refused(need, { kind, options, pages: asked });
  });
  const credits = useWaitForCredits({
    name: words.of(strings.editor.kinds[choice.kind].name, pages.length),
    price: (asked: PageRunEstimateBody) => estimatePageRun(workspace, asked),
    run: (asked, price) => {
      remember(asked.options ?? {});
      const runnable = price.pages.flatMap(({ path, refusal }) => (refusal === null ? [{ path }] : []));
      start.mutate({ ...asked, pages: runnable, quote: price.quote });
    },
  });
  return (
    <>
      <Modal opened={isOpen && !credits.isWaiting} onClose={onClose} title={words.ask.title(pages.length)} size="lg">
        <AskForm
          workspace={workspace}
          pages={pages}
          choice={choice}
          onChange={setChoice}
          start={start}
          onRun={credits.ask}
          onCancel={onClose}
        />
      </Modal>
      <TopUpPrompt workspace={workspace} {...credits.prompt} />
    </>
  );
}
