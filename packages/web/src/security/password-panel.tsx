import { Alert, Button, Checkbox, Group, PasswordInput, Stack, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { errorSentence } from "../api/error-sentence.ts";
import { sayDone } from "../settings/notices.ts";
import { passwordLengthMin } from "../sign-in/password-length.ts";
import { strings } from "../strings/index.ts";
import { account, securityQuery } from "./security-requests.ts";

const words = strings.security.password;
const toggle = { "aria-label": strings.app.signIn.showPassword };

/** Changes the password; whoever stole the old one leaves with it. */
export function PasswordPanel() {
  const client = useQueryClient();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { currentPassword: "", newPassword: "", revokeOtherSessions: true },
    validate: {
      newPassword: (value) => (value.length < passwordLengthMin ? strings.app.signUp.passwordShort : null),
    },
  });
  const change = useMutation({
    mutationFn: account.changePassword,
    onSuccess: async () => {
      form.reset();
      await client.invalidateQueries({ queryKey: securityQuery.queryKey });
      sayDone(words.changed);
    },
  });
  return (
    <form
      className="dokly-panel"
      aria-labelledby="password-title"
      noValidate
      onSubmit={form.onSubmit((v) => change.mutate(v))}
    >
      <Stack p="lg" gap="md" maw={460}>
        <Title order={2} id="password-title" size="h4">
          {words.title}
        </Title>
        {change.isError ? (
          <Alert color="red" role="alert">
            {errorSentence(change.error)}
          </Alert>
        ) : null}
        <PasswordInput
          label={words.current}
          autoComplete="current-password"
          visibilityToggleButtonProps={toggle}
          key={form.key("currentPassword")}
          {...form.getInputProps("currentPassword")}
        />
        <PasswordInput
          label={words.next}
          description={words.hint}
          autoComplete="new-password"
          visibilityToggleButtonProps={toggle}
          key={form.key("newPassword")}
          {...form.getInputProps("newPassword")}
        />
        <Checkbox
          label={words.others}
          key={form.key("revokeOtherSessions")}
          {...form.getInputProps("revokeOtherSessions", { type: "checkbox" })}
        />
        <Group>
          <Button type="submit" variant="default" loading={change.isPending}>
            {words.change}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
