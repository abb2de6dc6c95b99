import type { DocumentSummary, PageRunEstimate } from "@dokly/contract";
import { CircleAlert } from "lucide-react";
import { pageDollarsText } from "../editor/price-text.ts";
import { formatRange } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./page-runs.module.css";

const words = strings.pageRuns.ask;

type PagePricesProps = {
  pages: readonly DocumentSummary[];
  estimate: PageRunEstimate | undefined;
  isWaiting: boolean;
};

/** Each page with its range, or why it will be left out. */
export function PagePrices({ pages, estimate, isWaiting }: PagePricesProps) {
  const leftOut = estimate?.pages.filter(({ refusal }) => refusal !== null).length ?? 0;
  return (
    <section aria-label={words.pages}>
      <div className={classes["pricesHead"]}>
        <span>{words.pages}</span>
        <span>{estimate?.providerCostNanoDollars === undefined ? words.credits : words.dollars}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <ul className={classes["prices"]} tabIndex={0} aria-label={words.perPage} aria-busy={isWaiting}>
        {pages.map(({ path, title }) => {
          const priced = estimate?.pages.find((page) => page.path === path);
          return (
            <li key={path} data-refused={priced?.refusal ? true : undefined}>
              <span className={classes["priceTitle"]} title={path}>
                {title}
              </span>
              <PriceOfPage priced={priced} isWaiting={isWaiting} />
            </li>
          );
        })}
      </ul>
      {leftOut === 0 ? null : (
        <p className={classes["leftOut"]} role="status">
          {words.leftOut(leftOut)}
        </p>
      )}
    </section>
  );
}

type Priced = PageRunEstimate["pages"][number];

function PriceOfPage({ priced, isWaiting }: { priced: Priced | undefined; isWaiting: boolean }) {
  if (priced === undefined) return <span className={classes["price"]}>–</span>;
  if (priced.refusal !== null) {
    return (
      <span className={classes["refusal"]}>
        <CircleAlert size={13} aria-hidden />
        {priced.refusal.message}
      </span>
    );
  }
  return (
    <span className={classes["price"]} data-waiting={isWaiting || undefined}>
      {priced.providerCostNanoDollars === undefined
        ? formatRange(priced)
        : pageDollarsText(priced.providerCostNanoDollars)}
    </span>
  );
}
