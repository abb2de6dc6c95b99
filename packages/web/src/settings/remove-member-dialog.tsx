import type { Member } from "@dokly/contract";
import { useWorkspace } from "../api/workspaces.ts";
import { strings } from "../strings/index.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { useRemoveMember } from "./use-members.ts";

const words = strings.settings.memberList;

type RemoveMemberDialogProps = { workspace: string; member: Member | null; onClose: () => void };

/** Asks before a member is removed or leaves. */
export function RemoveMemberDialog({ workspace, member, onClose }: RemoveMemberDialogProps) {
  const { name } = useWorkspace(workspace);
  const remove = useRemoveMember(workspace);
  const isLeaving = member?.isYou === true;
  const person = member?.name ?? "";
  return (
    <ConfirmDialog
      isOpened={member !== null}
      title={isLeaving ? words.leaveTitle(name) : words.removeTitle(person)}
      text={isLeaving ? words.leaveText : words.removeText(person)}
      confirm={isLeaving ? words.leave : words.removeButton}
      isPending={remove.isPending}
      onConfirm={() => member !== null && remove.mutate(member, { onSettled: onClose })}
      onClose={onClose}
    />
  );
}
