import { Button, Tooltip } from "@mantine/core";
import { Check, CircleAlert, CloudOff, PencilLine, RefreshCw } from "lucide-react";
import { errorSentence } from "../api/error-sentence.ts";
import { strings } from "../strings/index.ts";
import classes from "./editor.module.css";
import type { SaveState } from "./page-session.ts";

const words = strings.editor.save;
const icon = { size: 14, "aria-hidden": true } as const;
const icons = {
  saved: <Check {...icon} />,
  unsaved: <PencilLine {...icon} />,
  saving: <RefreshCw {...icon} />,
  offline: <CloudOff {...icon} />,
  conflict: <CircleAlert {...icon} />,
  refused: <CircleAlert {...icon} />,
};

/** Whether what is on screen is saved, and the way out where it can not be. */
export function SaveStatus(props: { state: SaveState; onDecide: () => void; onSave: () => void }) {
  const { state } = props;
  const why = state.type === "refused" ? words.refusedWhy(errorSentence(state.error)) : null;
  return (
    <div className={classes["save"]} data-state={state.type}>
      <Tooltip label={why} disabled={why === null} multiline maw={320}>
        <span className={classes["saveText"]} data-testid="save-state">
          {icons[state.type]}
          <span className={classes["saveWord"]}>{words[state.type]}</span>
        </span>
      </Tooltip>
      {state.type === "conflict" ? (
        <Button size="compact-xs" color="red" onClick={props.onDecide}>
          {words.decide}
        </Button>
      ) : null}
      {state.type === "refused" ? (
        <Button size="compact-xs" variant="default" onClick={props.onSave}>
          {words.again}
        </Button>
      ) : null}
    </div>
  );
}
