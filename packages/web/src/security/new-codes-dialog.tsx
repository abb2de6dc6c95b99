import { Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { strings } from "../strings/index.ts";
import { BackupCodes } from "./backup-codes.tsx";
import { PasswordStep } from "./password-step.tsx";
import { account } from "./security-requests.ts";

const words = strings.security.factor;

/** Makes new backup codes, for who knows the password. */
export function NewCodesDialog({ onClose }: { onClose: () => void }) {
  const make = useMutation({ mutationFn: account.newBackupCodes });
  return (
    <Modal opened onClose={onClose} title={words.newCodesTitle} size="sm">
      {make.data === undefined ? (
        <PasswordStep
          text={words.newCodesText}
          submit={words.newCodes}
          isPending={make.isPending}
          error={make.error}
          onSubmit={make.mutate}
        />
      ) : (
        <BackupCodes codes={make.data} onKept={onClose} />
      )}
    </Modal>
  );
}
