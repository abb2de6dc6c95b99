import { Alert, Anchor, Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { account } from "../security/security-requests.ts";
import { strings } from "../strings/index.ts";
import { Entrance } from "./entrance.tsx";
import { passwordLengthMin } from "./password-length.ts";

const words = strings.security.forgotten;

/** Where the link of the mail leads: its token stands behind the `#`, which no server is sent. */
export function NewPasswordPage() {
  const token = useLocation({ select: ({ hash }) => hash });
  const [newPassword, setNewPassword] = useState("");
  const set = useMutation({ mutationFn: account.resetPassword });
  const isShort = newPassword !== "" && newPassword.length < passwordLengthMin;
  const toSignIn = (
    <Text size="sm" mt="md">
      <Anchor underline="always" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
        {words.toSignIn}
      </Anchor>
    </Text>
  );
  if (token === "" || set.isSuccess) {
    return (
      <Entrance title={words.nextTitle} text={set.isSuccess ? words.done : words.linkBroken}>
        {toSignIn}
      </Entrance>
    );
  }
  return (
    <Entrance title={words.nextTitle}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (newPassword.length >= passwordLengthMin) set.mutate({ token, newPassword });
        }}
      >
        <Stack>
          {set.isError ? (
            <Alert color="red" role="alert">
              {errorSentence(set.error)}
            </Alert>
          ) : null}
          <PasswordInput
            label={strings.security.password.next}
            description={strings.security.password.hint}
            error={isShort ? strings.app.signUp.passwordShort : null}
            autoComplete="new-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": strings.app.signIn.showPassword }}
            value={newPassword}
            onChange={(event) => setNewPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={set.isPending}>
            {words.nextSubmit}
          </Button>
        </Stack>
      </form>
      {toSignIn}
    </Entrance>
  );
}
