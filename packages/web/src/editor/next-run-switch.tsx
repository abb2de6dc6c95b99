import { nextRunBehaviors } from "@dokly/contract";
import { NativeSelect, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { errorSentence } from "../api/error-sentence.ts";
import { nextRunQuery, setNextRun } from "../api/next-run.ts";
import { strings } from "../strings/index.ts";
import classes from "./editor.module.css";

const words = strings.editor.nextRun;
type Behavior = (typeof nextRunBehaviors)[number];
const choices = nextRunBehaviors.map((value) => ({ value, label: words.behaviors[value] }));

/** Outside production: what the next AI action does. It holds for one action; `runs` is the last one, to fall back. */
export function NextRunSwitch({ workspace, runs }: { workspace: string; runs: string | null }) {
  const client = useQueryClient();
  const query = nextRunQuery(workspace, runs);
  const shown = useQuery(query).data?.behavior ?? "normal";
  const set = useMutation({
    mutationFn: (behavior: Behavior) => setNextRun(workspace, { behavior }),
    onSuccess: (_, behavior) => client.setQueryData(query.queryKey, { behavior }),
    onError: (error) => notifications.show({ color: "red", message: errorSentence(error) }),
  });
  return (
    <Tooltip label={words.hint} multiline maw={280}>
      <div className={classes["nextRun"]}>
        <span aria-hidden>{words.label}</span>
        <NativeSelect
          size="xs"
          aria-label={words.label}
          data={choices}
          value={shown}
          data-changed={shown !== "normal" || undefined}
          onChange={(event) => set.mutate(event.currentTarget.value as Behavior)}
        />
      </div>
    </Tooltip>
  );
}
