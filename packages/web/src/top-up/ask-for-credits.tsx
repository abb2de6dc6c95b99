import type { TopUpRequest } from "@dokly/contract";
import { Alert, Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { useMe } from "../api/session.ts";
import { useIntentKey } from "../api/use-intent-key.ts";
import { formatAgo } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { AskPayers } from "./ask-payers.tsx";
import { firstOrder, readCredits } from "./order.ts";
import { askForTopUp, requestsQuery } from "./request-queries.ts";
import { lastRequestOf } from "./requests.ts";
import type { TopUpNeed } from "./shortfall-figures.tsx";
import { plansQuery } from "./top-up-queries.ts";

const words = strings.topUp.asking;

/** For who may not pay: asks those who may, with one click, and says what became of it. */
export function AskForCredits({ workspace, need }: { workspace: string; need: TopUpNeed | undefined }) {
  const me = useMe();
  const requests = useQuery(requestsQuery(workspace));
  const last = lastRequestOf(requests.data?.items ?? [], me.id);
  return (
    <Stack gap="md">
      {last?.state === "open" ? <Asked request={last} /> : <AskForm workspace={workspace} need={need} last={last} />}
      <AskPayers workspace={workspace} />
    </Stack>
  );
}

function Asked({ request }: { request: TopUpRequest }) {
  return (
    <Alert color="evergreen" title={words.asked(request.credits, formatAgo(request.createdAt))} role="status">
      <Text size="sm">{words.askedHint}</Text>
    </Alert>
  );
}

type AskFormProps = { workspace: string; need: TopUpNeed | undefined; last: TopUpRequest | null };

function AskForm({ workspace, need, last }: AskFormProps) {
  const client = useQueryClient();
  const packs = useQuery(plansQuery).data?.packs ?? [];
  const offers = packs.map((pack) => pack.credits);
  const [typed, setTyped] = useState<string | number | null>(null);
  const [note, setNote] = useState("");
  const text = typed ?? firstOrder(need?.topUp?.credits ?? null, need?.shortfall ?? null, offers);
  const credits = readCredits(text);
  const keyOf = useIntentKey();
  const ask = useMutation({
    mutationFn: (body: { credits: number; note: string }) => askForTopUp(workspace, body, keyOf([body, last?.id])),
    onSuccess: () => client.invalidateQueries({ queryKey: requestsQuery(workspace).queryKey }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (credits !== null) ask.mutate({ credits, note: note.trim() });
      }}
    >
      <Stack gap="sm">
        {last !== null && (
          <Text size="sm" role="status">
            {last.state === "dismissed" ? words.dismissed(last.decidedBy) : words.approved(last.decidedBy)}
          </Text>
        )}
        <Text size="sm">{words.text}</Text>
        <Group align="flex-start" gap="sm">
          <NumberInput
            label={words.credits}
            value={text}
            onChange={setTyped}
            min={1}
            max={Number.MAX_SAFE_INTEGER}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            hideControls
            inputMode="numeric"
            error={credits === null ? strings.topUp.amountWrong : undefined}
            w={120}
          />
          <TextInput
            label={words.note}
            placeholder={words.noteExample}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            flex="1 1 200px"
          />
        </Group>
        {ask.isError && (
          <Alert color="red" role="alert">
            {errorSentence(ask.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" disabled={credits === null} loading={ask.isPending} data-autofocus>
            {words.submit(credits)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
