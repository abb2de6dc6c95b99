import { type Action, type ActionKind, type AiOptions, type RunBody, runBody } from "@dokly/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { cancelAction } from "../api/ai.ts";
import { newIdempotencyKey } from "../api/client.ts";
import { refreshCredits } from "../api/credits.ts";
import { runAction } from "../api/run-action.ts";
import { driveRun } from "./drive-run.ts";
import type { KeptRunPlace } from "./kept-run.ts";
import { isEnded, nextRunState, type RunInput, type RunState, startedRun } from "./run-state.ts";

/** What a run is about: the request, and the text in the editor that it would replace. */
export type RunRequest = {
  body: z.output<typeof runBody>;
  original: string;
  /** The last characters before it. */
  before: string;
  from: number;
  to: number;
};

export type ActiveRun = { kind: ActionKind; options: AiOptions; original: string; state: RunState };

type Flight = {
  key: string;
  startedAt: number;
  request: RunRequest;
  abort: AbortController;
  isCancelAsked: boolean;
};

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
  });

/** Runs one AI action at a time and keeps what is known about it until the person has decided. */
export function useAiRun(workspace: string, kept: KeptRunPlace, onEnded: (action: Action) => void) {
  const queryClient = useQueryClient();
  const [run, setRun] = useState<ActiveRun | null>(null);
  const flight = useRef<Flight | null>(null);

  // Leaving the page is not a cancel: the server finishes, and the text is offered again.
  useEffect(() => () => flight.current?.abort.abort(), []);

  // What comes of it arrives in the stream; a cancel that got lost can be asked for again.
  const sendCancel = (actionId: string): Promise<unknown> => cancelAction(workspace, actionId).catch(() => undefined);

  const tell = (from: Flight, input: RunInput): void => {
    if (flight.current !== from) return;
    if (input.event === "held") {
      const { key, startedAt, request } = from;
      kept.write({ ...request, actionId: input.data.actionId, idempotencyKey: key, startedAt });
      if (from.isCancelAsked) void sendCancel(input.data.actionId);
    }
    setRun((before) => (before === null ? null : { ...before, state: nextRunState(before.state, input) }));
    if (input.event === "settled" || input.event === "refunded") {
      if (input.data.action.status === "failed") kept.clear();
      onEnded(input.data.action);
    }
    if (input.event !== "text") void refreshCredits(queryClient, workspace);
  };

  const follow = (now: Flight): void => {
    flight.current = now;
    void driveRun({
      open: () => runAction(workspace, now.request.body, { idempotencyKey: now.key, signal: now.abort.signal }),
      tell: (input) => tell(now, input),
      wait,
      signal: now.abort.signal,
    });
  };

  const begin = (request: RunRequest, { key, startedAt }: { key: string; startedAt: number }): void => {
    flight.current?.abort.abort();
    const { kind, options } = request.body;
    setRun({ kind, options, original: request.original, state: startedRun });
    follow({ key, startedAt, request, abort: new AbortController(), isCancelAsked: false });
  };

  return {
    run,
    start: (request: Omit<RunRequest, "body"> & { body: Omit<RunBody, "kind"> & { kind: ActionKind } }): void => {
      // The key is made before anything is sent, and every retry of this run uses it, with exactly this body.
      const body = runBody.parse(request.body);
      begin({ ...request, body }, { key: newIdempotencyKey(), startedAt: Date.now() });
    },
    /** Joins a run that was begun before this page was loaded, or replays its end. */
    resume: (run: RunRequest & { idempotencyKey: string; startedAt: number }): void =>
      begin(run, { key: run.idempotencyKey, startedAt: run.startedAt }),
    /** Follows the same run again, after it was given up. */
    tryAgain: (): void => {
      const { current } = flight;
      if (current === null) return;
      tell(current, { event: "tried-again" });
      follow({ ...current, abort: new AbortController() });
    },
    /** Asks the server to stop; before the hold is known, as soon as it is. */
    cancel: (): void => {
      const { current } = flight;
      if (current === null || run === null || isEnded(run.state) || run.state.phase === "refused") return;
      current.isCancelAsked = true;
      tell(current, { event: "cancel-asked" });
      if (run.state.held !== null) void sendCancel(run.state.held.actionId);
    },
    /** Ends the review, whatever was decided. */
    close: (): void => {
      flight.current = null;
      kept.clear();
      setRun(null);
    },
  };
}
