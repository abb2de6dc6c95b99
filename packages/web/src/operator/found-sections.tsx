import type { FoundAction, FoundPage, FoundPerson, NamedWorkspace, OperatorFound } from "@dokly/contract";
import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment, type ReactNode, useState } from "react";
import { sayError } from "../settings/notices.ts";
import { formatDateTime } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./console.module.css";
import { ConsolePanel, Id, Nothing } from "./console-panel.tsx";
import { fetchMore } from "./find-queries.ts";
import type { WorkspaceLogSearch } from "./workspace-log-filters.tsx";

const words = strings.operatorConsole.find;

/** What was found, each thing leading on. */
export function FoundSections({ q, found }: { q: string; found: OperatorFound }) {
  const { actions, workspaces, people, pages } = found;
  const isNothing = [actions, workspaces.items, people.items, pages.items].every(({ length }) => length === 0);
  if (isNothing) return <Nothing>{words.nothing}</Nothing>;
  return (
    <Stack gap="lg">
      {actions.length > 0 && (
        <ConsolePanel title={words.sections.actions}>
          <ul className={classes["list"]}>
            {actions.map((action) => (
              <li key={action.id}>
                <ActionFound action={action} />
              </li>
            ))}
          </ul>
        </ConsolePanel>
      )}
      <Section
        q={q}
        section="workspaces"
        first={workspaces}
        render={(one) => <WorkspaceLink workspace={one} withId />}
      />
      <Section q={q} section="people" first={people} render={(one) => <PersonFound person={one} />} />
      <Section q={q} section="pages" first={pages} render={(one) => <PageFound page={one} />} />
    </Stack>
  );
}

type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };
type SectionProps<Name extends "workspaces" | "people" | "pages"> = {
  readonly q: string;
  readonly section: Name;
  readonly first: OperatorFound[Name];
  readonly render: (item: OperatorFound[Name]["items"][number]) => ReactNode;
};

function Section<Name extends "workspaces" | "people" | "pages">({ q, section, first, render }: SectionProps<Name>) {
  type Item = OperatorFound[Name]["items"][number];
  const [later, setLater] = useState<Page<Item> | null>(null);
  const items: readonly Item[] = [...first.items, ...(later?.items ?? [])];
  const cursor = later === null ? first.nextCursor : later.nextCursor;
  const more = useMutation({
    mutationFn: (from: string) => fetchMore(q, section, from),
    onSuccess: (reply) => {
      const page: Page<Item> = reply[section];
      setLater((before) => ({ items: [...(before?.items ?? []), ...page.items], nextCursor: page.nextCursor }));
    },
    onError: sayError,
  });
  if (items.length === 0) return null;
  return (
    <ConsolePanel title={words.sections[section]}>
      <ul className={classes["list"]}>
        {items.map((item) => (
          <li key={keyOf(item)}>{render(item)}</li>
        ))}
      </ul>
      {cursor !== null && (
        <Button
          variant="default"
          size="sm"
          style={{ alignSelf: "flex-start" }}
          loading={more.isPending}
          onClick={() => more.mutate(cursor)}
        >
          {words.more}
        </Button>
      )}
    </ConsolePanel>
  );
}

function keyOf(item: NamedWorkspace | FoundPerson | FoundPage): string {
  return "path" in item ? `${item.workspace.id} ${item.path}` : item.id;
}

type WorkspaceLinkProps = {
  readonly workspace: NamedWorkspace;
  readonly withId?: boolean;
  /** Which of its actions are looked for. */
  readonly search?: WorkspaceLogSearch;
};

/** The way to a workspace of the console. */
export function WorkspaceLink({ workspace, withId = false, search = {} }: WorkspaceLinkProps) {
  return (
    <span className={classes["found"]}>
      <Link to="/operator/workspaces/$workspace" params={{ workspace: workspace.id }} search={search}>
        {workspace.name}
      </Link>
      {withId && <Id>{workspace.id}</Id>}
    </span>
  );
}

function ActionFound({ action }: { action: FoundAction }) {
  return (
    <>
      <span className={classes["found"]}>
        <Link to="/operator/actions/$action" params={{ action: action.id }}>
          {strings.usage.kind(action.kind)}
        </Link>
        <Text span size="sm">
          {strings.operatorConsole.action.statuses[action.status]} · {formatDateTime(action.startedAt)}
        </Text>
        <WorkspaceLink workspace={action.workspace} />
      </span>
      <Id>{action.id}</Id>
    </>
  );
}

function PersonFound({ person }: { person: FoundPerson }) {
  return (
    <>
      <Text size="sm" fw={600}>
        {person.name}{" "}
        <Text span size="sm" fw={400} c="dimmed">
          {person.email}
        </Text>
      </Text>
      <Text size="sm">
        {person.workspaces.length === 0
          ? words.inNone
          : person.workspaces.map(({ role, ...workspace }, at) => (
              <Fragment key={workspace.id}>
                {at > 0 && ", "}
                <Link
                  to="/operator/workspaces/$workspace"
                  params={{ workspace: workspace.id }}
                  search={{ member: person.id }}
                >
                  {workspace.name}
                </Link>{" "}
                ({strings.app.roleNames[role]})
              </Fragment>
            ))}
      </Text>
    </>
  );
}

function PageFound({ page }: { page: FoundPage }) {
  return (
    <span className={classes["found"]}>
      <Text span size="sm" fw={600}>
        {page.title}
      </Text>
      <Id>{page.path}</Id>
      <WorkspaceLink workspace={page.workspace} search={{ document: page.path }} />
    </span>
  );
}
