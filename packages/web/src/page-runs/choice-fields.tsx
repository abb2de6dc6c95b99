import { languages, optionLengths, tones } from "@dokly/contract";
import { Radio, Select, Text, Textarea } from "@mantine/core";
import { findLanguages } from "../editor/find-languages.ts";
import { optionAsked } from "../editor/menu-kinds.ts";
import { strings } from "../strings/index.ts";
import classes from "./page-runs.module.css";
import { offeredKinds, type RunChoice } from "./run-choice.ts";

const words = strings.pageRuns.ask;

type ChoiceFieldsProps = { choice: RunChoice; onChange: (choice: RunChoice) => void };

/** What to do, and what that kind asks for besides. */
export function ChoiceFields({ choice, onChange }: ChoiceFieldsProps) {
  return (
    <>
      <Radio.Group
        label={words.kind}
        value={choice.kind}
        onChange={(value) => {
          const kind = offeredKinds.find((one) => one === value);
          if (kind !== undefined) onChange({ ...choice, kind });
        }}
      >
        <div className={classes["kinds"]}>
          {offeredKinds.map((kind) => (
            <Radio.Card key={kind} value={kind} className={classes["kind"] ?? ""}>
              <Radio.Indicator size="xs" />
              <span>
                <Text span size="sm" fw={600} display="block">
                  {strings.editor.kinds[kind].name}
                </Text>
                <Text span size="xs" c="dimmed" className={classes["what"] ?? ""}>
                  {strings.editor.kinds[kind].what}
                </Text>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      <OptionField choice={choice} onChange={onChange} />
    </>
  );
}

function OptionField({ choice, onChange }: ChoiceFieldsProps) {
  const asked = optionAsked(choice.kind);
  if (asked === "tone") {
    return (
      <Select
        label={words.tone}
        allowDeselect={false}
        data={tones.map((tone) => ({ value: tone, label: strings.editor.tones[tone].name }))}
        value={choice.tone}
        onChange={(value) => onChange({ ...choice, tone: tones.find((tone) => tone === value) ?? choice.tone })}
      />
    );
  }
  if (asked === "language") return <LanguageField choice={choice} onChange={onChange} />;
  if (asked === null) return null;
  return (
    <Textarea
      label={words.instruction}
      placeholder={strings.editor.ai.instruction.example}
      required
      autosize
      minRows={2}
      maxRows={6}
      maxLength={optionLengths.instruction}
      value={choice.instruction}
      onChange={(event) => onChange({ ...choice, instruction: event.currentTarget.value })}
    />
  );
}

function LanguageField({ choice, onChange }: ChoiceFieldsProps) {
  return (
    <Select
      label={words.language}
      description={words.languageHint}
      searchable
      allowDeselect={false}
      nothingFoundMessage={strings.editor.ai.language.none}
      data={findLanguages("").map(({ code, name, ownName }) => ({
        value: code,
        label: name === ownName ? name : `${name} (${ownName})`,
      }))}
      value={choice.language}
      onChange={(value) => {
        const language = languages.find(({ code }) => code === value)?.code;
        if (language !== undefined) onChange({ ...choice, language });
      }}
    />
  );
}
