import type { Receipt } from "@dokly/contract";
import { Text } from "@mantine/core";
import { strings } from "../strings/index.ts";
import { compareWithList } from "./list-price.ts";
import { nanoDollarsText } from "./money-text.ts";

const words = strings.receipt.listPrice;

/** What the same call takes at the provider's own list price. */
export function ListPriceLine({ receipt }: { receipt: Receipt }) {
  const compared = compareWithList(receipt);
  return (
    <Text size="sm" c="dimmed">
      {compared.type === "unlisted" && words.unlisted}
      {compared.type === "same" && words.same(nanoDollarsText(compared.list))}
      {(compared.type === "less" || compared.type === "more") &&
        words[compared.type](nanoDollarsText(compared.list), nanoDollarsText(compared.difference))}
    </Text>
  );
}
