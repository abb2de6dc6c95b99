import { type Action, type AiOptions, type Outline, readOutline } from "@dokly/contract";
import { Container, Stack, Stepper, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { estimateKind } from "../api/ai.ts";
import { documentsQuery } from "../api/documents.ts";
import type { KeptRunPlace } from "../editor/kept-run.ts";
import { sayRunEnd } from "../editor/say-run-end.ts";
import { useAiRun } from "../editor/use-ai-run.ts";
import { strings } from "../strings/index.ts";
import { TopUpPrompt } from "../top-up/top-up-prompt.tsx";
import { useWaitForCredits } from "../top-up/use-wait-for-credits.ts";
import { freePaths } from "./outline-check.ts";
import { OutlineProgress } from "./outline-progress.tsx";
import { OutlineReview } from "./outline-review.tsx";
import { emptySiteBrief } from "./site-brief.ts";
import { SiteBriefForm } from "./site-brief-form.tsx";

const words = strings.sites.brief;

/** An outline stays on this page: there is no text in an editor that it would be offered to. */
const nothingKept: KeptRunPlace = { read: () => null, write: () => undefined, clear: () => undefined };

/** From a brief to an outline to a site: what each step costs is shown before it. */
export function NewSitePage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const documents = useQuery(documentsQuery(workspace));
  const [brief, setBrief] = useState(emptySiteBrief);
  const [edited, setEdited] = useState<Outline | null>(null);
  const runner = useAiRun(workspace, nothingKept, (action: Action) => sayRunEnd(action));
  const { run } = runner;
  const written = run !== null && run.state.phase === "review" ? run.state : null;
  const taken = new Set(documents.data?.items.map(({ path }) => path));
  const fresh = written === null ? null : readOutline(written.text);
  const outline = edited ?? (fresh === null ? null : freePaths(fresh, taken));

  const credits = useWaitForCredits({
    name: strings.editor.kinds.outline.name,
    price: (options: AiOptions) => estimateKind(workspace, { kind: "outline", input: {}, options }),
    run: (options, { quote }) => {
      setEdited(null);
      const body = { kind: "outline" as const, input: {}, options, quote };
      runner.start({ original: "", before: "", from: 0, to: 0, body });
    },
  });
  return (
    <Container size="md" px={{ base: "md", sm: "xl" }} py="xl">
      <Stack gap="lg">
        <Title order={1}>{words.title}</Title>
        <Stepper active={run === null ? 0 : 1} size="sm" allowNextStepsSelect={false}>
          {words.steps.map((step) => (
            <Stepper.Step key={step} label={step} allowStepClick={false} allowStepSelect={false} />
          ))}
        </Stepper>
        {run === null ? (
          <SiteBriefForm workspace={workspace} brief={brief} onChange={setBrief} onRun={credits.ask} />
        ) : written === null || outline === null ? (
          <OutlineProgress run={run} onStop={runner.cancel} onTryAgain={runner.tryAgain} onBack={runner.close} />
        ) : (
          <OutlineReview
            workspace={workspace}
            brief={brief}
            outline={outline}
            onChange={setEdited}
            written={{ action: written.action.id, charged: written.action.charged }}
            onAgain={() => {
              setEdited(null);
              runner.close();
            }}
          />
        )}
      </Stack>
      <TopUpPrompt workspace={workspace} {...credits.prompt} />
    </Container>
  );
}
