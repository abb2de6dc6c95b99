import { nextRunBehaviors } from "@dokly/contract";
import { NativeSelect, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { setNextRun } from "../api/ai.ts";
import { errorSentence } from "../api/error-sentence.ts";
import { strings } from "../strings/index.ts";
import classes from "./editor.module.css";

const words = strings.editor.nextRun;
type Behavior = (typeof nextRunBehaviors)[number];
const choices = nextRunBehaviors.map((value) => ({ value, label: words.behaviors[value] }));

/** Outside production: what the next AI action does. It holds for one action; `runs` counts them, to fall back. */
export function NextRunSwitch({ workspace, runs }: { workspace: string; runs: string | null }) {
  const [chosen, setChosen] = useState<{ behavior: Behavior; after: string | null }>({
    behavior: "normal",
    after: null,
  });
  const set = useMutation({
    mutationFn: (behavior: Behavior) => setNextRun(workspace, { behavior }),
    onSuccess: (_, behavior) => setChosen({ behavior, after: runs }),
    onError: (error) => notifications.show({ color: "red", message: errorSentence(error) }),
  });
  const shown = chosen.after === runs ? chosen.behavior : "normal";
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
