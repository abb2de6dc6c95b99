import type { Invitation } from "@dokly/contract";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { formatDate } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { CopyField } from "./copy-field.tsx";
import classes from "./settings-table.module.css";
import { useCancelInvitation } from "./use-members.ts";

const words = strings.settings.invite;

type PendingInvitationsProps = { workspace: string; invitations: readonly Invitation[] };

/** Invitations that nobody has accepted yet, with their links where no mail was sent. */
export function PendingInvitations({ workspace, invitations }: PendingInvitationsProps) {
  const [asked, setAsked] = useState<Invitation | null>(null);
  const cancel = useCancelInvitation(workspace);
  return (
    <Stack
      component="section"
      className="dokly-panel"
      p={{ base: "md", sm: "lg" }}
      gap="sm"
      aria-labelledby="invitations-title"
    >
      <Title order={2} id="invitations-title">
        {words.pending}
      </Title>
      <ul className={classes["list"]}>
        {invitations.map((invitation) => (
          <li key={invitation.id}>
            <Group justify="space-between" gap="sm" wrap="nowrap">
              <div>
                <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
                  {invitation.email}
                </Text>
                <Text size="sm" c="dimmed">
                  {strings.app.roleNames[invitation.role]} · {words.until(formatDate(invitation.expiresAt))}
                </Text>
              </div>
              <Button
                variant="default"
                size="xs"
                flex="none"
                aria-label={words.cancel(invitation.email)}
                onClick={() => setAsked(invitation)}
              >
                {strings.settings.cancel}
              </Button>
            </Group>
            {invitation.link !== null && <CopyField label={words.link(invitation.email)} value={invitation.link} />}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        isOpened={asked !== null}
        title={words.cancelTitle}
        text={words.cancelText(asked?.email ?? "")}
        confirm={words.cancelButton}
        keep={words.keep}
        isPending={cancel.isPending}
        onConfirm={() => asked !== null && cancel.mutate(asked, { onSettled: () => setAsked(null) })}
        onClose={() => setAsked(null)}
      />
    </Stack>
  );
}
