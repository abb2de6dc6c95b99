import { Center, Loader } from "@mantine/core";
import { strings } from "../strings/index.ts";

/** What stands where a page is still being loaded. */
export function LoadingPage() {
  return (
    <Center mih="50vh">
      <Loader size="sm" aria-label={strings.app.loading} />
    </Center>
  );
}
