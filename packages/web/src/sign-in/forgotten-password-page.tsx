import { Alert, Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { account } from "../security/security-requests.ts";
import { strings } from "../strings/index.ts";
import { Entrance } from "./entrance.tsx";

const words = strings.security.forgotten;

/** Asks for the mail that lets somebody set a new password. */
export function ForgottenPasswordPage() {
  const [email, setEmail] = useState("");
  const ask = useMutation({ mutationFn: account.askForReset });
  return (
    <Entrance title={words.title} text={words.text}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate(email.trim());
        }}
      >
        <Stack>
          {ask.isError ? (
            <Alert color="red" role="alert">
              {errorSentence(ask.error)}
            </Alert>
          ) : null}
          {ask.isSuccess ? <Alert role="status">{words.sent(ask.variables)}</Alert> : null}
          <TextInput
            label={strings.app.signIn.email}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={ask.isPending}>
            {words.submit}
          </Button>
        </Stack>
      </form>
      <Text size="sm" mt="md">
        <Anchor underline="always" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
          {words.toSignIn}
        </Anchor>
      </Text>
    </Entrance>
  );
}
