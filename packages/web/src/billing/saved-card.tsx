import type { AutoTopUp } from "@dokly/contract";
import { Button, Checkbox, Group, Loader, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CreditCard } from "lucide-react";
import { useState } from "react";
import { queryKeys } from "../api/query-keys.ts";
import { ConfirmDialog } from "../settings/confirm-dialog.tsx";
import { sayDone, sayError } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";
import { forgetCard, saveCard } from "./auto-top-up-queries.ts";

const words = strings.billing.auto;

type SavedCardProps = {
  workspace: string;
  card: AutoTopUp["card"];
  consentText: string;
  /** Whether one was saved just now, and is not confirmed yet. */
  isAwaited: boolean;
};

/** The card that auto top-up pays with; without one, what the person agrees to when saving one. */
export function SavedCard({ workspace, card, consentText, isAwaited }: SavedCardProps) {
  if (card === null && isAwaited) {
    return (
      <Group gap="sm" role="status">
        <Loader size={18} aria-hidden />
        <Text size="sm">{words.awaited}</Text>
      </Group>
    );
  }
  return card === null ? (
    <SaveCard workspace={workspace} consentText={consentText} />
  ) : (
    <Card workspace={workspace} card={card} />
  );
}

function SaveCard({ workspace, consentText }: { workspace: string; consentText: string }) {
  const [hasConsent, setHasConsent] = useState(false);
  const save = useMutation({
    mutationFn: () => saveCard(workspace, `/w/${workspace}/settings/billing?awaiting=card`),
    onSuccess: ({ checkoutUrl }) => location.assign(checkoutUrl),
    onError: sayError,
  });
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm">{words.noCard}</Text>
      <Checkbox
        label={consentText}
        checked={hasConsent}
        onChange={(event) => setHasConsent(event.currentTarget.checked)}
      />
      <Button
        variant="default"
        leftSection={<CreditCard size={16} aria-hidden />}
        disabled={!hasConsent}
        loading={save.isPending || save.isSuccess}
        onClick={() => save.mutate()}
      >
        {words.saveCard}
      </Button>
    </Stack>
  );
}

function Card({ workspace, card }: { workspace: string; card: NonNullable<AutoTopUp["card"]> }) {
  const client = useQueryClient();
  const [isAsked, ask] = useDisclosure(false);
  const forget = useMutation({
    mutationFn: () => forgetCard(workspace),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: queryKeys.billing(workspace) });
      sayDone(words.forgotten);
    },
    onError: sayError,
    onSettled: ask.close,
  });
  return (
    <Group gap="sm">
      <CreditCard size={18} aria-hidden />
      <Text size="sm">
        {words.cardText(card.brand, card.last4)}{" "}
        <Text span c="dimmed">
          {words.cardEnds(card.expiresMonth, card.expiresYear)}
        </Text>
      </Text>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={ask.open}>
        {words.forget}
      </Button>
      <ConfirmDialog
        isOpened={isAsked}
        title={words.forgetTitle}
        text={words.forgetText}
        confirm={words.forget}
        isPending={forget.isPending}
        onConfirm={() => forget.mutate()}
        onClose={ask.close}
      />
    </Group>
  );
}
