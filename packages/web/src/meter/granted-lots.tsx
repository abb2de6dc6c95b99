import type { GrantedLot } from "@dokly/contract";
import { Button, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lotName } from "../receipt/lot-name.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatDate, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./granted-lots.module.css";
import { lotPartNames, shownParts } from "./lot-parts.ts";
import { lotsQuery } from "./lot-queries.ts";

const words = strings.usage.lots;

type GrantedLotsProps = { workspace: string; isOpened: boolean; onClose: () => void };

/** Every grant and what became of it, so that what came without an action and what expired has a row too. */
export function GrantedLots({ workspace, isOpened, onClose }: GrantedLotsProps) {
  return (
    <Modal opened={isOpened} onClose={onClose} title={words.title} size="xl">
      <Stack gap="md">
        <Text size="sm">{words.intro}</Text>
        {isOpened && <Lots workspace={workspace} />}
      </Stack>
    </Modal>
  );
}

function Lots({ workspace }: { workspace: string }) {
  const query = useInfiniteQuery(lotsQuery(workspace));
  if (query.isError && query.data === undefined) {
    return <LoadFailed title={words.failed} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <Skeleton h={180} aria-label={words.loading} />;
  const lots = query.data.pages.flatMap(({ items }) => items);
  return (
    <>
      {lots.length === 0 ? <Text size="sm">{words.none}</Text> : <LotTable lots={lots} />}
      {query.hasNextPage && (
        <Button
          variant="default"
          size="sm"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
          style={{ alignSelf: "center" }}
        >
          {words.earlier}
        </Button>
      )}
    </>
  );
}

function LotTable({ lots }: { lots: readonly GrantedLot[] }) {
  const parts = shownParts(lots);
  return (
    <table className={classes["lots"]}>
      <thead>
        <tr>
          <th scope="col">{words.what}</th>
          <th scope="col">{words.granted}</th>
          {parts.map((part) => (
            <th key={part} scope="col" className="dokly-wide">
              {words.parts[part]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lots.map((lot) => (
          <tr key={lot.id}>
            <th scope="row">
              {lotName(lot.id, [lot])}
              <span>{endText(lot)}</span>
              <div className="dokly-narrow">{partsText(lot)}</div>
            </th>
            <td>{formatNumber(lot.granted)}</td>
            {parts.map((part) => (
              <td key={part} className="dokly-wide" data-zero={lot[part] === 0}>
                {formatNumber(lot[part])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** On a narrow screen: where the grant is now, in one line. */
function partsText(lot: GrantedLot): string {
  const parts = lotPartNames.filter((part) => lot[part] > 0);
  return parts.map((part) => `${words.parts[part]} ${formatNumber(lot[part])}`).join(" · ");
}

function endText({ expiresAt, isAlive }: GrantedLot): string {
  if (expiresAt === null) return words.never;
  return isAlive ? words.until(formatDate(expiresAt)) : words.ended(formatDate(expiresAt));
}
