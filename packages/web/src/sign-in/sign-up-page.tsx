import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useSearch } from "@tanstack/react-router";
import { signUp } from "../api/accounts.ts";
import { errorSentence } from "../api/error-sentence.ts";
import { useConfiguration } from "../api/session.ts";
import { strings } from "../strings/index.ts";
import { Entrance } from "./entrance.tsx";
import { passwordLengthMin } from "./password-length.ts";
import { useEnter } from "./use-enter.ts";

const words = strings.app.signUp;

/** Make an account. Where sign-up is by invitation only, the page says so, and lets the invited through. */
export function SignUpPage() {
  const { returnTo, email = "" } = useSearch({ from: "/sign-up" });
  const isInvited = returnTo?.startsWith("/invitations/") === true;
  const isClosed = useConfiguration().signUp === "invite" && !isInvited;
  const enter = useEnter(signUp, returnTo);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email, password: "" },
    validate: {
      name: (value) => (value.trim() === "" ? words.nameMissing : null),
      email: (value) => (/^\S+@\S+\.\S+$/.test(value) ? null : words.emailWrong),
      password: (value) => (value.length < passwordLengthMin ? words.passwordShort : null),
    },
  });
  const toSignIn = (
    <Text size="sm" mt="md" c="dimmed">
      {words.haveAccount}{" "}
      <Anchor
        underline="always"
        renderRoot={(props) => <Link to="/sign-in" search={returnTo === undefined ? {} : { returnTo }} {...props} />}
      >
        {words.toSignIn}
      </Anchor>
    </Text>
  );
  if (isClosed) {
    return (
      <Entrance title={words.title} text={words.closed}>
        {toSignIn}
      </Entrance>
    );
  }
  return (
    <Entrance title={words.title}>
      <form noValidate onSubmit={form.onSubmit((values) => enter.mutate({ ...values, name: values.name.trim() }))}>
        <Stack>
          {enter.isError ? (
            <Alert color="red" role="alert">
              {errorSentence(enter.error)}
            </Alert>
          ) : null}
          <TextInput label={words.name} autoComplete="name" key={form.key("name")} {...form.getInputProps("name")} />
          <TextInput
            label={strings.app.signIn.email}
            type="email"
            autoComplete="username"
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={strings.app.signIn.password}
            description={words.passwordHint}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": strings.app.signIn.showPassword }}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={enter.isPending}>
            {words.submit}
          </Button>
        </Stack>
      </form>
      {toSignIn}
    </Entrance>
  );
}
