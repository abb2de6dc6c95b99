import { Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sayDone } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";
import { PasswordStep } from "./password-step.tsx";
import { account, securityQuery } from "./security-requests.ts";

const words = strings.security.factor;

/** Turns the second factor off, for who knows the password. */
export function EndFactorDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: account.endFactor,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: securityQuery.queryKey });
      sayDone(words.turnedOff);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={words.endTitle} size="sm">
      <PasswordStep
        text={words.why}
        submit={words.end}
        isPending={end.isPending}
        error={end.error}
        onSubmit={end.mutate}
      />
    </Modal>
  );
}
