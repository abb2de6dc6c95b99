import { type Voice, type VoiceBody, voiceBody } from "@dokly/contract";
import { Badge, Button, Group, Skeleton, Stack, TagsInput, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { formatAgo } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { LoadFailed } from "./load-failed.tsx";
import { PageHeading } from "./page-heading.tsx";
import { useSaveVoice, voiceQuery } from "./use-voice.ts";
import { canSave, termsProblem, tidyTerms } from "./voice-draft.ts";

const words = strings.settings.voice;
const toneMax = voiceBody.shape.tone.maxLength ?? undefined;

/** Settings → Voice and glossary: how every AI action of the workspace writes. Admins write, others read. */
export function VoicePage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const { name, role } = useWorkspace(workspace);
  const voice = useQuery(voiceQuery(workspace));
  return (
    <>
      <PageHeading
        title={words.title}
        trail={[strings.settings.title, strings.settings.voice.title]}
        text={words.intro(name)}
      />
      {voice.isPending ? <Skeleton height={320} radius="lg" aria-label={words.loading} /> : null}
      {voice.isError ? (
        <LoadFailed title={words.failed} error={voice.error} onRetry={() => void voice.refetch()} />
      ) : null}
      {voice.data === undefined ? null : hasRole(role, "admin") ? (
        <VoiceForm key={voice.data.updatedAt} workspace={workspace} saved={voice.data} />
      ) : (
        <VoiceRead voice={voice.data} />
      )}
    </>
  );
}

function VoiceForm({ workspace, saved }: { workspace: string; saved: Voice }) {
  const { updatedAt, ...savedBody } = saved;
  const [draft, setDraft] = useState<VoiceBody>(savedBody);
  const save = useSaveVoice(workspace);
  const body = { ...draft, tone: draft.tone.trim() };
  return (
    <form
      className="dokly-panel"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(body);
      }}
    >
      <Stack p="lg" gap="lg">
        <Textarea
          label={words.tone}
          description={words.toneHint}
          placeholder={words.toneExample}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={toneMax}
          value={draft.tone}
          onChange={(event) => setDraft({ ...draft, tone: event.currentTarget.value })}
        />
        <TermsInput
          label={words.keepTerms}
          description={words.keepTermsHint}
          terms={draft.keepTerms}
          onChange={(keepTerms) => setDraft({ ...draft, keepTerms })}
        />
        <TermsInput
          label={words.neverTranslate}
          description={words.neverTranslateHint}
          terms={draft.neverTranslate}
          onChange={(neverTranslate) => setDraft({ ...draft, neverTranslate })}
        />
        <Group justify="flex-end">
          <Text size="sm" c="dimmed" mr="auto">
            {updatedAt === null ? words.never : words.updated(formatAgo(updatedAt))}
          </Text>
          <Button type="submit" disabled={!canSave(body, savedBody)} loading={save.isPending}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function TermsInput(props: {
  label: string;
  description: string;
  terms: string[];
  onChange: (terms: string[]) => void;
}) {
  const problem = termsProblem(props.terms);
  return (
    <TagsInput
      label={props.label}
      description={props.description}
      placeholder={words.addTerm}
      acceptValueOnBlur
      clearable
      clearButtonProps={{ "aria-label": words.clear(props.label) }}
      error={problem === null ? null : words.problem(problem)}
      value={props.terms}
      onChange={(terms) => props.onChange(tidyTerms(terms))}
    />
  );
}

/** The same for who may not change it. */
function VoiceRead({ voice }: { voice: Voice }) {
  return (
    <Stack className="dokly-panel" p="lg" gap="lg">
      <Text size="sm" c="dimmed">
        {words.readOnly}
      </Text>
      <Section title={words.tone}>
        {voice.tone === "" ? words.none : <span style={{ whiteSpace: "pre-wrap" }}>{voice.tone}</span>}
      </Section>
      <Section title={words.keepTerms}>
        <Terms terms={voice.keepTerms} />
      </Section>
      <Section title={words.neverTranslate}>
        <Terms terms={voice.neverTranslate} />
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </section>
  );
}

function Terms({ terms }: { terms: readonly string[] }) {
  if (terms.length === 0) return words.none;
  return (
    <Group gap={6}>
      {terms.map((term) => (
        <Badge key={term} variant="default" tt="none" fw={500}>
          {term}
        </Badge>
      ))}
    </Group>
  );
}
