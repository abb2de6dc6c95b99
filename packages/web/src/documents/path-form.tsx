import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { errorSentence } from "../api/error-sentence.ts";
import { strings } from "../strings/index.ts";
import { completePath, pathProblem } from "./page-path.ts";

const words = strings.documents;

/** The one field of the dialogs that make and rename a page, checked while the server has not been asked yet. */
export function PathForm(props: {
  initialPath: string;
  taken: ReadonlySet<string>;
  submitLabel: string;
  isBusy: boolean;
  error: unknown;
  onSubmit: (path: string) => void;
  onCancel: () => void;
}) {
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { path: props.initialPath },
    validate: {
      path: (typed) => {
        const problem = pathProblem(completePath(typed), props.taken);
        return problem === null ? null : words.pathProblems[problem];
      },
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit(({ path }) => props.onSubmit(completePath(path)))}>
      <Stack>
        {props.error === null ? null : (
          <Alert color="red" role="alert">
            {errorSentence(props.error)}
          </Alert>
        )}
        <TextInput
          label={words.create.path}
          description={words.create.pathHint}
          placeholder={words.create.pathExample}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          key={form.key("path")}
          {...form.getInputProps("path")}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={props.isBusy}>
            {props.submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
