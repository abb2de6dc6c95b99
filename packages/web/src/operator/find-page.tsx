import { Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { searchQuery } from "./find-queries.ts";
import { FoundSections } from "./found-sections.tsx";

const words = strings.operatorConsole.find;
/** A pause in typing after which is searched. */
const pauseMs = 250;
const charactersMin = 2;

/** Operator → Find: one box for everything; what is looked for stands in the address. */
export function FindPage() {
  const { q: asked = "" } = useSearch({ from: "/signed-in/operator/" });
  const navigate = useNavigate();
  const [text, setText] = useState(asked);
  const [typed] = useDebouncedValue(text.trim(), pauseMs);
  useEffect(() => {
    if (typed === asked) return;
    void navigate({ to: "/operator", search: typed === "" ? {} : { q: typed }, replace: true });
  }, [typed, asked, navigate]);
  return (
    <>
      <PageHeading title={words.title} trail={[strings.operator.title, words.title]} text={words.intro} />
      <Stack gap="lg">
        <TextInput
          type="search"
          size="md"
          label={words.label}
          description={words.hint}
          leftSection={<Search size={17} aria-hidden />}
          maxLength={200}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {typed.length < charactersMin ? (
          <Text size="sm" c="dimmed">
            {words.idle}
          </Text>
        ) : (
          <Found q={typed} />
        )}
      </Stack>
    </>
  );
}

function Found({ q }: { q: string }) {
  const found = useQuery({ ...searchQuery(q), placeholderData: keepPreviousData });
  if (found.data === undefined) {
    return found.isError ? (
      <LoadFailed title={words.failed} error={found.error} onRetry={() => void found.refetch()} />
    ) : (
      <Skeleton h={180} radius="lg" />
    );
  }
  return (
    <div style={{ opacity: found.isPlaceholderData ? 0.6 : 1 }} aria-busy={found.isPlaceholderData}>
      <FoundSections key={q} q={q} found={found.data} />
    </div>
  );
}
