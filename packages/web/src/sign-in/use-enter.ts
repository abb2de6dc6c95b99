import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";

/**
 * Runs a sign-in or sign-up and then goes where the person was heading. What another account had loaded is dropped
 * first, so that nobody sees a glimpse of it.
 */
export function useEnter<Input>(enter: (input: Input) => Promise<void>, returnTo: string | undefined) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { history } = useRouter();
  return useMutation({
    mutationFn: enter,
    onSuccess: async () => {
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== "configuration" });
      if (returnTo === undefined) await navigate({ to: "/", replace: true });
      else history.replace(returnTo);
    },
  });
}
