import "@mantine/dates/styles.css";
import { type ApiKeyScope, apiKeyScopes, type CreatedApiKey } from "@dokly/contract";
import { Alert, Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { errorSentence } from "../api/error-sentence.ts";
import { strings } from "../strings/index.ts";
import { addDays, dateInZone, startOfDay } from "../usage/calendar.ts";
import { dayText, viewerTimeZone } from "../usage/time-text.ts";
import { calendarLook } from "./calendar-look.ts";
import { useMakeKey } from "./use-api-keys.ts";

const words = strings.settings.keys;

type KeyForm = { label: string; scopes: ApiKeyScope[]; endsOn: string | null };
type MakeKeyDialogProps = {
  workspace: string;
  isOpened: boolean;
  onClose: () => void;
  onMade: (key: CreatedApiKey) => void;
};

/** The form of a new key: what it is for, what it may do, and until when. */
export function MakeKeyDialog({ workspace, isOpened, onClose, onMade }: MakeKeyDialogProps) {
  return (
    <Modal opened={isOpened} onClose={onClose} title={words.makeTitle} size="md">
      <MakeKeyForm workspace={workspace} onClose={onClose} onMade={onMade} />
    </Modal>
  );
}

function MakeKeyForm({ workspace, onClose, onMade }: Omit<MakeKeyDialogProps, "isOpened">) {
  const make = useMakeKey(workspace);
  const zone = viewerTimeZone();
  const form = useForm<KeyForm>({
    mode: "controlled",
    initialValues: { label: "", scopes: ["read"], endsOn: null },
    validate: {
      label: (label) => (label.trim() === "" ? words.labelMissing : null),
      scopes: (scopes) => (scopes.length === 0 ? words.scopesMissing : null),
    },
  });
  const submit = form.onSubmit(({ label, scopes, endsOn }) => {
    // The end date is the last day on which the key works, so it ends where the next day begins.
    const endsAt = endsOn === null ? null : startOfDay(addDays(endsOn, 1), zone).toISOString();
    make.mutate({ label: label.trim(), scopes, endsAt }, { onSuccess: onMade });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <TextInput
          label={words.label}
          description={words.labelHint}
          placeholder={words.labelExample}
          maxLength={80}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps("label")}
        />
        <Checkbox.Group label={words.scopes} {...form.getInputProps("scopes")}>
          <Stack gap="sm" mt="xs">
            {apiKeyScopes.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                label={words.scopeNames[scope]}
                description={words.scopeTexts[scope]}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <DatePickerInput
          {...calendarLook(words.endsAt)}
          valueFormatter={({ date }) => (typeof date === "string" ? dayText(date.slice(0, 10), "long") : "")}
          label={words.endsAt}
          description={words.endsAtHint}
          placeholder={words.never}
          minDate={dateInZone(new Date(), zone)}
          clearable
          clearButtonProps={{ "aria-label": words.clearEndsAt }}
          {...form.getInputProps("endsOn")}
        />
        {make.isError && (
          <Alert color="red" role="alert">
            {errorSentence(make.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {strings.settings.cancel}
          </Button>
          <Button type="submit" loading={make.isPending}>
            {words.make}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
