import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useSearch } from "@tanstack/react-router";
import { signIn } from "../api/accounts.ts";
import { errorSentence } from "../api/error-sentence.ts";
import { useConfiguration } from "../api/session.ts";
import { strings } from "../strings/index.ts";
import { CodePage } from "./code-page.tsx";
import { DemoSignIns } from "./demo-sign-ins.tsx";
import { Entrance } from "./entrance.tsx";
import { useEnter } from "./use-enter.ts";

const words = strings.app.signIn;
/** Sign in with e-mail and password, or as one of the demo people. */
export function SignInPage() {
  const { returnTo, ended } = useSearch({ from: "/sign-in" });
  const { mail } = useConfiguration();
  const enter = useEnter(signIn, returnTo);
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", password: "" } });
  if (enter.data === "code") return <CodePage returnTo={returnTo} onAgain={enter.reset} />;
  return (
    <Entrance title={words.title}>
      <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <Stack>
          {ended === true && !enter.isError ? <Alert>{words.sessionEnded}</Alert> : null}
          {enter.isError ? (
            <Alert color="red" role="alert">
              {errorSentence(enter.error)}
            </Alert>
          ) : null}
          <TextInput
            label={words.email}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={words.password}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": words.showPassword }}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={enter.isPending}>
            {words.submit}
          </Button>
        </Stack>
      </form>
      {mail === "smtp" ? (
        <Text size="sm" mt="md">
          <Anchor underline="always" renderRoot={(props) => <Link to="/forgotten-password" {...props} />}>
            {strings.security.forgotten.link}
          </Anchor>
        </Text>
      ) : null}
      <Text size="sm" mt="md" c="dimmed">
        {words.noAccount}{" "}
        <Anchor
          underline="always"
          renderRoot={(props) => <Link to="/sign-up" search={returnTo === undefined ? {} : { returnTo }} {...props} />}
        >
          {words.toSignUp}
        </Anchor>
      </Text>
      <DemoSignIns isBusy={enter.isPending} onPick={(credentials) => enter.mutate(credentials)} />
    </Entrance>
  );
}
