import { Alert, Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { strings } from "../strings/index.ts";

type PasswordStepProps = {
  text: string;
  submit: string;
  isPending: boolean;
  error: unknown;
  onSubmit: (password: string) => void;
};

/** Asks for the password again before something that protects the account is changed. */
export function PasswordStep({ text, submit, isPending, error, onSubmit }: PasswordStepProps) {
  const [password, setPassword] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(password);
      }}
    >
      <Stack>
        <Text size="sm">{text}</Text>
        {error === null ? null : (
          <Alert color="red" role="alert">
            {errorSentence(error)}
          </Alert>
        )}
        <PasswordInput
          label={strings.security.factor.password}
          autoComplete="current-password"
          data-autofocus
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": strings.app.signIn.showPassword }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
