import { inviteBody, type Role } from "@dokly/contract";
import { Alert, Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { errorSentence } from "../api/error-sentence.ts";
import { useConfiguration } from "../api/session.ts";
import { strings } from "../strings/index.ts";
import { sayDone } from "./notices.ts";
import { useInvite } from "./use-members.ts";

const words = strings.settings.invite;
const invitable = ["admin", "editor", "viewer"] as const satisfies readonly Role[];

/** Invites somebody by e-mail address; where no mail is sent, the link to hand over stands among the pending ones. */
export function InviteForm({ workspace }: { workspace: string }) {
  const { mail } = useConfiguration();
  const invite = useInvite(workspace);
  const form = useForm<{ email: string; role: (typeof invitable)[number] }>({
    mode: "controlled",
    initialValues: { email: "", role: "editor" },
    validate: { email: (email) => (inviteBody.shape.email.safeParse(email.trim()).success ? null : words.emailWrong) },
  });
  const submit = form.onSubmit(({ email, role }) =>
    invite.mutate(
      { email: email.trim(), role },
      {
        onSuccess: (invitation) => {
          form.reset();
          sayDone(invitation.link === null ? words.sent(invitation.email) : words.made(invitation.email));
        },
      },
    ),
  );
  return (
    <Stack gap="md">
      <form onSubmit={submit} noValidate>
        <Group align="flex-start" gap="sm">
          <TextInput
            label={words.email}
            placeholder={words.example}
            type="email"
            autoComplete="off"
            flex={{ base: "1 1 100%", xs: "1 1 240px" }}
            {...form.getInputProps("email")}
          />
          <NativeSelect
            label={words.role}
            w={130}
            data={invitable.map((role) => ({ value: role, label: strings.app.roleNames[role] }))}
            {...form.getInputProps("role")}
          />
          <Button type="submit" loading={invite.isPending} mt={25}>
            {words.submit}
          </Button>
        </Group>
      </form>
      {mail === "shown-in-app" && (
        <Text size="sm" c="dimmed">
          {words.noMail}
        </Text>
      )}
      {invite.isError && (
        <Alert color="red" role="alert">
          {errorSentence(invite.error)}
        </Alert>
      )}
    </Stack>
  );
}
