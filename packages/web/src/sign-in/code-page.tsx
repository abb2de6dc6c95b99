import { Alert, Anchor, Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { account } from "../security/security-requests.ts";
import { strings } from "../strings/index.ts";
import { Entrance } from "./entrance.tsx";
import { useEnter } from "./use-enter.ts";

const words = strings.security.signIn;
type CodePageProps = { returnTo: string | undefined; onAgain: () => void };

/** The second half of a sign-in: the code of the authenticator app, or a backup code. */
export function CodePage({ returnTo, onAgain }: CodePageProps) {
  const [isBackup, setIsBackup] = useState(false);
  const [code, setCode] = useState("");
  const enter = useEnter(isBackup ? account.useBackupCode : account.proveFactor, returnTo);
  return (
    <Entrance title={words.title} text={words.text}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate(code.replaceAll(/\s/g, ""));
        }}
      >
        <Stack>
          {enter.isError ? (
            <Alert color="red" role="alert">
              {errorSentence(enter.error)}
            </Alert>
          ) : null}
          <TextInput
            key={String(isBackup)}
            label={isBackup ? words.backup : words.code}
            inputMode={isBackup ? "text" : "numeric"}
            autoComplete="one-time-code"
            autoFocus
            required
            withAsterisk={false}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" loading={enter.isPending}>
            {words.submit}
          </Button>
          <Anchor
            component="button"
            type="button"
            size="sm"
            underline="always"
            onClick={() => {
              setIsBackup(!isBackup);
              setCode("");
              enter.reset();
            }}
          >
            {isBackup ? words.useApp : words.useBackup}
          </Anchor>
          <Anchor component="button" type="button" size="sm" underline="always" onClick={onAgain}>
            {words.again}
          </Anchor>
        </Stack>
      </form>
    </Entrance>
  );
}
