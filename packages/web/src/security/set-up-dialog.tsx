import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { CopyField } from "../settings/copy-field.tsx";
import { sayDone } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";
import { BackupCodes } from "./backup-codes.tsx";
import { KeyPicture } from "./key-picture.tsx";
import { PasswordStep } from "./password-step.tsx";
import { account, type FactorSetUp, securityQuery } from "./security-requests.ts";

const words = strings.security.factor;

/** Three steps: the password, the app's first code, the backup codes. Nothing is on before the code was right. */
export function SetUpDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [step, setStep] = useState<1 | 2 | 3>(1);
  const begin = useMutation({ mutationFn: account.beginFactor, onSuccess: () => setStep(2) });
  const finish = () => {
    void client.invalidateQueries({ queryKey: securityQuery.queryKey });
    onClose();
  };
  return (
    <Modal opened onClose={step === 3 ? finish : onClose} title={words.begin} size="sm">
      <Text size="xs" c="dimmed" mb="xs">
        {words.step(step)}
      </Text>
      {step === 1 || begin.data === undefined ? (
        <PasswordStep
          text={words.why}
          submit={words.next}
          isPending={begin.isPending}
          error={begin.error}
          onSubmit={begin.mutate}
        />
      ) : step === 2 ? (
        <ProveStep
          setUp={begin.data}
          onProven={() => {
            sayDone(words.turnedOn);
            setStep(3);
          }}
        />
      ) : (
        <BackupCodes codes={begin.data.backupCodes} onKept={finish} />
      )}
    </Modal>
  );
}

function ProveStep({ setUp: { totpURI }, onProven }: { setUp: FactorSetUp; onProven: () => void }) {
  const [code, setCode] = useState("");
  const prove = useMutation({ mutationFn: account.proveFactor, onSuccess: onProven });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        prove.mutate(code.replaceAll(/\s/g, ""));
      }}
    >
      <Stack>
        <Text size="sm">{words.scan}</Text>
        <KeyPicture address={totpURI} />
        <CopyField label={words.key} value={new URL(totpURI).searchParams.get("secret") ?? ""} />
        {prove.isError ? (
          <Alert color="red" role="alert">
            {errorSentence(prove.error)}
          </Alert>
        ) : null}
        <TextInput
          label={words.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          data-autofocus
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={prove.isPending}>
            {words.prove}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
