import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";

/**
 * Runs a sign-in or sign-up and then goes where the person was heading. What another account had loaded is dropped
 * first, so that nobody sees a glimpse of it. Who still has to give a code stays.
 */
export function useEnter<Input>(enter: (input: Input) => Promise<unknown>, returnTo: string | undefined) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { history } = useRouter();
  return useMutation({
    mutationFn: enter,
    onSuccess: async (entered) => {
      if (entered === "code") return;
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== "configuration" });
      if (returnTo === undefined) await navigate({ to: "/", replace: true });
      else history.replace(returnTo);
    },
  });
}
