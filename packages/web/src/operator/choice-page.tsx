import { SegmentedControl, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";

type ChoicePageProps<Data> = {
  readonly title: string;
  /** What the navigation calls it. */
  readonly short: string;
  readonly text: string;
  /** What is chosen from, a number for each; one stands for what is shown. */
  readonly choice: {
    readonly label: string;
    readonly chosen: number;
    readonly offered: readonly { readonly value: number; readonly label: string }[];
    readonly onChoose: (value: number) => void;
  };
  readonly failed: string;
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
};

/** A page of the console that shows what is chosen on its head, while it loads and where it can not be loaded too. */
export function ChoicePage<Data>(props: ChoicePageProps<Data>) {
  const { title, short, text, choice, failed, query, children } = props;
  return (
    <>
      <PageHeading
        title={title}
        trail={[strings.operator.title, short]}
        text={text}
        action={
          <SegmentedControl
            size="xs"
            aria-label={choice.label}
            value={String(choice.chosen)}
            onChange={(value) => choice.onChoose(Number(value))}
            data={choice.offered.map(({ value, label }) => ({ value: String(value), label }))}
          />
        }
      />
      {query.data !== undefined ? (
        children(query.data)
      ) : query.isError ? (
        <LoadFailed title={failed} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton h={320} radius="lg" />
      )}
    </>
  );
}
