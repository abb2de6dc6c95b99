import { Alert, Box, Button, Divider, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { errorSentence } from "../api/error-sentence.ts";
import { mailVerification } from "../api/mail-verification.ts";
import { queryKeys } from "../api/query-keys.ts";
import { useConfiguration, useMe } from "../api/session.ts";
import { createWorkspace, useWorkspaces } from "../api/workspaces.ts";
import { strings } from "../strings/index.ts";
import { Entrance } from "./entrance.tsx";

const words = strings.app.workspaces;

/** Pick a workspace or make one. */
export function WorkspacesPage() {
  const workspaces = useWorkspaces();
  const { needsVerifiedEmail } = useConfiguration();
  if (workspaces.length === 0) {
    return (
      <Entrance title={words.noneTitle} text={words.noneText}>
        {needsVerifiedEmail === true ? <VerifyFirst /> : null}
        <CreateWorkspace />
      </Entrance>
    );
  }
  return (
    <Entrance title={words.pickTitle}>
      <Stack gap="xs">
        {workspaces.map(({ id, name, plan, role }) => (
          <Button
            key={id}
            variant="default"
            justify="flex-start"
            h="auto"
            py={8}
            renderRoot={(props) => <Link to="/w/$workspace" params={{ workspace: id }} {...props} />}
          >
            <Box ta="left" miw={0}>
              <Text span display="block" size="sm" fw={550} truncate>
                {name}
              </Text>
              <Text span display="block" size="xs" c="dimmed" fw={400}>
                {words.plan(plan)} · {strings.app.roleNames[role]}
              </Text>
            </Box>
          </Button>
        ))}
      </Stack>
      <Divider my="xl" label={words.create} />
      <Text size="sm" c="dimmed" mb="md">
        {words.createText}
      </Text>
      <CreateWorkspace />
    </Entrance>
  );
}

/** Where the first workspace comes with a mailed link: what to look for, and how to get another one. */
function VerifyFirst() {
  const { email } = useMe();
  const again = useMutation({ mutationFn: () => mailVerification(email) });
  return (
    <Alert mb="lg" title={words.verifyTitle}>
      <Text size="sm" mb="sm">
        {words.verifyText(email)}
      </Text>
      {again.isError ? (
        <Text size="sm" c="red" role="alert" mb="sm">
          {errorSentence(again.error)}
        </Text>
      ) : null}
      <Text size="sm" aria-live="polite">
        {again.isSuccess ? words.mailedAgain : ""}
      </Text>
      {again.isSuccess ? null : (
        <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
          {words.mailAgain}
        </Button>
      )}
    </Alert>
  );
}

function CreateWorkspace() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({ mode: "uncontrolled", initialValues: { name: "" } });
  const create = useMutation({
    mutationFn: createWorkspace,
    onSuccess: async ({ id }) => {
      await queryClient.refetchQueries({ queryKey: queryKeys.workspaces });
      await navigate({ to: "/w/$workspace", params: { workspace: id } });
    },
  });
  return (
    <form onSubmit={form.onSubmit(({ name }) => create.mutate(name))}>
      <Stack>
        {create.isError ? (
          <Alert color="red" role="alert">
            {errorSentence(create.error)}
          </Alert>
        ) : null}
        <TextInput
          label={words.name}
          placeholder={words.nameExample}
          maxLength={80}
          required
          withAsterisk={false}
          key={form.key("name")}
          {...form.getInputProps("name")}
        />
        <Button type="submit" loading={create.isPending}>
          {words.make}
        </Button>
      </Stack>
    </form>
  );
}
