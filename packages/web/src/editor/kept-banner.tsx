import { Button, Modal, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { strings } from "../strings/index.ts";
import ai from "./ai.module.css";
import classes from "./editor.module.css";
import type { KeptRun } from "./kept-run.ts";
import { CopyText } from "./review-actions.tsx";

const words = strings.editor.kept;

/** Offers the text of an action again that was lost from sight before anybody decided about it. */
export function KeptBanner(props: {
  run: KeptRun | null;
  /** Shows it in its place; where that is gone, returns the text. */
  onShow: () => Promise<string | null>;
  onDismiss: () => void;
}) {
  const [homeless, setHomeless] = useState<string | null>(null);
  const show = useMutation({
    mutationFn: props.onShow,
    onSuccess: setHomeless,
    onError: (error) => notifications.show({ color: "red", message: errorSentence(error) }),
  });
  return (
    <>
      {props.run === null ? null : (
        <div className={classes["kept"]} role="status">
          <Text size="sm">{words.text(strings.editor.kinds[props.run.body.kind].name)}</Text>
          <Button size="compact-sm" loading={show.isPending} onClick={() => show.mutate()}>
            {words.show}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={props.onDismiss}>
            {words.dismiss}
          </Button>
        </div>
      )}
      <Modal opened={homeless !== null} onClose={() => setHomeless(null)} title={strings.editor.ai.menu}>
        <Text size="sm" mb="sm">
          {words.noPlace}
        </Text>
        <pre className={ai["homeless"]}>{homeless}</pre>
        <CopyText text={homeless ?? ""} />
      </Modal>
    </>
  );
}
