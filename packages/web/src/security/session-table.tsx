import type { SignInSession } from "@dokly/contract";
import { Badge, Button, Group, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sayDone, sayError } from "../settings/notices.ts";
import classes from "../settings/settings-table.module.css";
import { formatAgo, formatDate } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { deviceName } from "./device-name.ts";
import { endSessions, securityQuery } from "./security-requests.ts";

const words = strings.security.sessions;

/** Where the person is signed in; each session but this one can be ended. */
export function SessionTable({ sessions }: { sessions: readonly SignInSession[] }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: endSessions,
    onSuccess: (_, id) => sayDone(id === null ? words.endedOthers : words.ended),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: securityQuery.queryKey }),
  });
  return (
    <section className="dokly-panel" aria-labelledby="sessions-title">
      <Group justify="space-between" p="lg" pb="sm" gap="sm">
        <Title order={2} id="sessions-title" size="h4">
          {words.title}
        </Title>
        {sessions.length > 1 ? (
          <Button
            variant="default"
            size="xs"
            loading={end.isPending && end.variables === null}
            onClick={() => end.mutate(null)}
          >
            {words.endOthers}
          </Button>
        ) : null}
      </Group>
      <table className={`dokly-table ${classes["table"]}`} aria-labelledby="sessions-title">
        <thead>
          <tr>
            <th scope="col">{words.device}</th>
            <th scope="col" className="dokly-wide">
              {words.signedIn}
            </th>
            <th scope="col">{words.used}</th>
            <th scope="col" className={classes["actions"]}>
              <span className={classes["hidden"]}>{words.end}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => {
            const device = deviceName(session.userAgent) ?? words.unknown;
            return (
              <tr key={session.id}>
                <td>
                  <Group gap="xs">
                    {device}
                    {session.isCurrent ? <Badge variant="light">{words.here}</Badge> : null}
                  </Group>
                  {session.address === null ? null : (
                    <Text size="xs" c="dimmed">
                      {session.address}
                    </Text>
                  )}
                </td>
                <td className="dokly-wide">{formatDate(session.signedInAt)}</td>
                <td>{formatAgo(session.lastUsedAt)}</td>
                <td className={classes["actions"]}>
                  {session.isCurrent ? null : (
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={words.endOf(device)}
                      loading={end.isPending && end.variables === session.id}
                      onClick={() => end.mutate(session.id)}
                    >
                      {words.end}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
