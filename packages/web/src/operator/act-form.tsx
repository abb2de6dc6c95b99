import { Alert, Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import type { z } from "zod";
import { errorSentence } from "../api/error-sentence.ts";
import { ApiProblem, isProblem } from "../api/problem.ts";
import { sayDone } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";
import { useAct } from "./use-act.ts";

const words = strings.operatorConsole.act;
const reasonMax = 1_000;
const reasonMin = 3;

type ActFormProps<Schema extends z.ZodType> = {
  readonly method: "post" | "put";
  readonly path: string;
  readonly schema: Schema;
  /** What is asked for besides the reason; null: it is not whole yet. */
  readonly body: object | null;
  readonly submit: string;
  readonly isDanger?: boolean;
  /** What is said once it is done. */
  readonly done?: (reply: z.output<Schema>) => string;
  readonly onClose?: () => void;
  /** What is filled in. */
  readonly children?: ReactNode;
};

/** Nobody knows whether it happened: the server, or a reply of it, got lost. */
function isUnknown(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status >= 500;
}

/** What an operator does, with its reason. Refused, it stays with what was filled in, and says why. */
export function ActForm<Schema extends z.ZodType>(props: ActFormProps<Schema>) {
  const { method, path, schema, body, submit, isDanger = false, done, onClose, children } = props;
  const [reason, setReason] = useState("");
  const act = useAct({
    method,
    path,
    schema,
    onDone: (reply) => {
      sayDone(done === undefined ? words.done : done(reply));
      setReason("");
      onClose?.();
    },
  });
  const said = reason.trim();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (body !== null && said.length >= reasonMin) act.mutate({ ...body, reason: said });
  };
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        {children}
        <Textarea
          label={words.reason}
          description={words.reasonHint}
          value={reason}
          maxLength={reasonMax}
          autosize
          minRows={2}
          maxRows={6}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {act.isError && (
          <Alert color="red" role="alert">
            {!isProblem(act.error, "outcome-unknown") && errorSentence(act.error)}{" "}
            {isUnknown(act.error) && words.unknown}
          </Alert>
        )}
        <Group justify="flex-end" gap="sm">
          {onClose !== undefined && (
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
          )}
          <Button
            type="submit"
            {...(isDanger && { color: "red.8" })}
            loading={act.isPending}
            disabled={body === null || said.length < reasonMin}
          >
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type ActDialogProps<Schema extends z.ZodType> = ActFormProps<Schema> & {
  readonly title: string;
  readonly onClose: () => void;
};

/** The same in a dialog of its own. */
export function ActDialog<Schema extends z.ZodType>({ title, ...form }: ActDialogProps<Schema>) {
  return (
    <Modal opened onClose={form.onClose} title={title} size="md">
      <ActForm {...form} />
    </Modal>
  );
}
