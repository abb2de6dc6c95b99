import { Alert, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { acceptInvitation, getInvitation, signOut } from "../api/accounts.ts";
import { errorSentence } from "../api/error-sentence.ts";
import { queryKeys } from "../api/query-keys.ts";
import { visitorQuery } from "../api/session.ts";
import { strings } from "../strings/index.ts";
import { Entrance } from "./entrance.tsx";

const words = strings.app.invitation;

/**
 * What an invited person sees: who invites to what, and the button. Works signed out, and says which account is
 * asked for.
 */
export function InvitationPage() {
  const { id } = useParams({ from: "/invitations/$id" });
  const invitation = useQuery({ queryKey: ["invitation", id], queryFn: () => getInvitation(id) });
  if (invitation.isPending) {
    return (
      <Entrance title={strings.app.loading}>
        <Loader size="sm" aria-label={strings.app.loading} />
      </Entrance>
    );
  }
  if (invitation.isError) {
    return (
      <Entrance title={strings.app.notFound.title} text={errorSentence(invitation.error)}>
        <Button renderRoot={(props) => <Link to="/" {...props} />}>{words.toWorkspaces}</Button>
      </Entrance>
    );
  }
  const { workspaceName, invitedBy, role, email, state } = invitation.data;
  return (
    <Entrance title={words.title(workspaceName)} text={words.text(invitedBy, role)}>
      <Stack>
        {state === "pending" ? (
          <AcceptInvitation id={id} email={email} />
        ) : (
          <>
            <Alert>{words.states[state]}</Alert>
            <Button renderRoot={(props) => <Link to="/" {...props} />}>{words.toWorkspaces}</Button>
          </>
        )}
      </Stack>
    </Entrance>
  );
}

function AcceptInvitation({ id, email }: { id: string; email: string }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const me = useQuery(visitorQuery);
  const accept = useMutation({
    mutationFn: () => acceptInvitation(id),
    onSuccess: async (workspace) => {
      queryClient.removeQueries({ queryKey: queryKeys.workspaces });
      await navigate({ to: "/w/$workspace", params: { workspace: workspace.id } });
    },
  });
  const returnTo = `/invitations/${id}`;
  if (me.isPending) return <Loader size="sm" aria-label={strings.app.loading} />;
  if (me.data == null) {
    return (
      <>
        <Text size="sm">{words.forEmail(email)}</Text>
        <Group>
          <Button renderRoot={(props) => <Link to="/sign-in" search={{ returnTo }} {...props} />}>
            {words.signInFirst}
          </Button>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/sign-up" search={{ returnTo, email }} {...props} />}
          >
            {words.signUpFirst}
          </Button>
        </Group>
      </>
    );
  }
  if (me.data.email.toLowerCase() !== email.toLowerCase()) return <OtherAccount email={me.data.email} />;
  return (
    <>
      {accept.isError ? (
        <Alert color="red" role="alert">
          {errorSentence(accept.error)}
        </Alert>
      ) : null}
      <Button loading={accept.isPending} onClick={() => accept.mutate()}>
        {words.accept}
      </Button>
    </>
  );
}

function OtherAccount({ email }: { email: string }) {
  const queryClient = useQueryClient();
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => queryClient.resetQueries() });
  return (
    <>
      <Alert color="yellow">{words.otherAccount(email)}</Alert>
      <Button loading={leave.isPending} onClick={() => leave.mutate()}>
        {words.signOut}
      </Button>
    </>
  );
}
