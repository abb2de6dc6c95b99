import { type Outline, optionLengths, pageCounts } from "@dokly/contract";
import { ActionIcon, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { strings } from "../strings/index.ts";
import type { PageProblem } from "./outline-check.ts";
import { addPage, changePage, movePage, removePage } from "./outline-draft.ts";
import classes from "./sites.module.css";

const words = strings.sites.outline;

type OutlineEditorProps = {
  outline: Outline;
  problems: readonly (PageProblem | null)[];
  onChange: (outline: Outline) => void;
};

/** The outline of a site, to be changed before anything of it is written. */
export function OutlineEditor({ outline, problems, onChange }: OutlineEditorProps) {
  return (
    <Stack gap="sm">
      <ol className={classes["outline"]}>
        {outline.pages.map((page, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a page has no name of its own while its path is typed.
          <li key={at} className="dokly-panel">
            <PageFields outline={outline} at={at} problem={problems[at] ?? null} onChange={onChange} />
            <PageMoves title={page.title} at={at} outline={outline} onChange={onChange} />
          </li>
        ))}
      </ol>
      <Button
        variant="default"
        w="fit-content"
        leftSection={<Plus size={16} aria-hidden />}
        disabled={outline.pages.length >= pageCounts.max}
        onClick={() => onChange(addPage(outline))}
      >
        {words.add}
      </Button>
    </Stack>
  );
}

type PageProps = Pick<OutlineEditorProps, "outline" | "onChange"> & { at: number };

function PageFields({ outline, at, problem, onChange }: PageProps & { problem: PageProblem | null }) {
  const page = outline.pages[at];
  if (page === undefined) return null;
  const change = (change: Partial<typeof page>): void => onChange(changePage(outline, at, change));
  const pathError = problem === null || problem === "missing" ? null : strings.documents.pathProblems[problem];
  return (
    <fieldset className={classes["fields"]}>
      <Text component="legend" size="xs" fw={600} c="dimmed">
        {words.page(at + 1)}
      </Text>
      <TextInput
        label={words.pageTitle}
        value={page.title}
        maxLength={optionLengths.title}
        error={problem === "missing" && page.title.trim() === "" ? words.missing : null}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <TextInput
        label={words.path}
        value={page.path}
        spellCheck={false}
        error={pathError}
        onChange={(event) => change({ path: event.currentTarget.value })}
      />
      <Textarea
        className={classes["about"] ?? ""}
        label={words.about}
        value={page.brief}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={optionLengths.brief}
        error={problem === "missing" && page.brief.trim() === "" ? words.missing : null}
        onChange={(event) => change({ brief: event.currentTarget.value })}
      />
    </fieldset>
  );
}

function PageMoves({ title, at, outline, onChange }: PageProps & { title: string }) {
  const name = title.trim() === "" ? words.page(at + 1) : title;
  return (
    <Group gap={4} wrap="nowrap" className={classes["moves"] ?? ""}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.up(name)}
        disabled={at === 0}
        onClick={() => onChange(movePage(outline, at, -1))}
      >
        <ArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.down(name)}
        disabled={at === outline.pages.length - 1}
        onClick={() => onChange(movePage(outline, at, 1))}
      >
        <ArrowDown size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="red"
        aria-label={words.remove(name)}
        disabled={outline.pages.length === 1}
        onClick={() => onChange(removePage(outline, at))}
      >
        <Trash2 size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
