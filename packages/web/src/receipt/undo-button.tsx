import { type Action, action as actionSchema } from "@dokly/contract";
import { Button, type ButtonProps } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import { api, apiPath } from "../api/client.ts";
import { refreshCredits } from "../api/credits.ts";
import { useMe } from "../api/session.ts";
import { sayDone, sayError } from "../settings/notices.ts";
import { formatCredits } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { undoUntil } from "./undo-rule.ts";

const words = strings.receipt.undo;

/** True until an instant (milliseconds since 1970), and then no more. */
function useIsBefore(end: number | null): boolean {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (end === null || end <= Date.now()) return;
    const timer = setTimeout(() => setNow(Date.now()), end - Date.now());
    return () => clearTimeout(timer);
  }, [end]);
  return end !== null && now < end;
}

/** Takes a small edit back with its charge, as long as that is allowed; it is not there otherwise. */
export function UndoButton(props: {
  workspace: string;
  action: Action;
  size: ButtonProps["size"];
  /** Told once the charge is refunded; returns what to say about the text. */
  onUndone?: (action: Action) => string;
}) {
  const { workspace, action, onUndone } = props;
  const queryClient = useQueryClient();
  const isInTime = useIsBefore(undoUntil(action, useMe().id));
  const undo = useMutation({
    mutationFn: () => api.post(apiPath("workspaces", workspace, "actions", action.id, "undo"), {}, actionSchema),
    onSuccess: (undone) => {
      void refreshCredits(queryClient, workspace);
      const returned = words.returned(formatCredits(undone.refunded));
      sayDone(onUndone === undefined ? `${returned} ${words.textStays}` : `${returned} ${onUndone(undone)}`);
    },
    onError: sayError,
  });
  if (!isInTime) return null;
  return (
    <Button
      size={props.size ?? "xs"}
      variant="default"
      leftSection={<Undo2 size={13} aria-hidden />}
      loading={undo.isPending}
      title={words.hint}
      onClick={() => undo.mutate()}
    >
      {words.button}
    </Button>
  );
}
