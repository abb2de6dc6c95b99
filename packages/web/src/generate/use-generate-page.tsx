import type { Action, AiOptions, Estimate } from "@dokly/contract";
import { Anchor } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef } from "react";
import { queryKeys } from "../api/query-keys.ts";
import type { KeptRunPlace } from "../editor/kept-run.ts";
import { sayRunEnd } from "../editor/say-run-end.ts";
import { useAiRun } from "../editor/use-ai-run.ts";
import { strings } from "../strings/index.ts";

const words = strings.generate;

/** A page lands by itself: there is no text to offer again. */
const nothingKept: KeptRunPlace = { read: () => null, write: () => undefined, clear: () => undefined };

/** Has a page written and opens it when it has landed; while nobody watches, a message leads to it. */
export function useGeneratePage(
  workspace: string,
  { isWatched, onOpened }: { isWatched: boolean; onOpened: () => void },
) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const title = useRef("");
  const runner = useAiRun(workspace, nothingKept, (action: Action) => {
    sayRunEnd(action);
    void queryClient.invalidateQueries({ queryKey: queryKeys.documents(workspace) });
  });
  const { run } = runner;
  const landed = run !== null && "action" in run.state ? run.state.landed : null;

  const open = useEffectEvent((path: string): void => {
    runner.close();
    onOpened();
    const go = () => navigate({ to: "/w/$workspace/pages/$", params: { workspace, _splat: path } });
    if (isWatched) void go();
    else
      notifications.show({
        autoClose: false,
        message: (
          <>
            {words.landed(title.current)}{" "}
            <Anchor component="button" type="button" size="sm" onClick={() => void go()}>
              {words.open}
            </Anchor>
          </>
        ),
      });
  });
  useEffect(() => {
    if (landed !== null) open(landed);
  }, [landed]);

  return {
    run,
    cancel: runner.cancel,
    tryAgain: runner.tryAgain,
    close: runner.close,
    start: (options: AiOptions, estimate: Estimate): void => {
      title.current = options.title ?? "";
      const body = { kind: "page" as const, input: {}, options, quote: estimate.quote };
      runner.start({ original: "", before: "", from: 0, to: 0, body });
    },
  };
}
