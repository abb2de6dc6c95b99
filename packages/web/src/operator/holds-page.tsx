import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { strings } from "../strings/index.ts";
import { ChoicePage } from "./choice-page.tsx";
import { Nothing } from "./console-panel.tsx";
import { holdsQuery } from "./figure-queries.ts";
import { HoldTable } from "./hold-table.tsx";

const words = strings.operatorConsole.holds;
const ages = Object.entries(words.filters).map(([value, label]) => ({ value: Number(value), label }));

/** Operator → Holds: what runs in all workspaces, and what runs for too long. */
export function HoldsPage() {
  const [seconds, setSeconds] = useState(0);
  const holds = useQuery({ ...holdsQuery(seconds), placeholderData: keepPreviousData });
  return (
    <ChoicePage
      title={words.title}
      short={words.title}
      text={words.intro}
      choice={{ label: words.filter, chosen: seconds, offered: ages, onChoose: setSeconds }}
      failed={words.failed}
      query={holds}
    >
      {({ items }) =>
        items.length === 0 ? (
          <Nothing>{seconds === 0 ? words.none : words.noneLong}</Nothing>
        ) : (
          <section className="dokly-panel" aria-label={words.title}>
            <HoldTable holds={items} />
          </section>
        )
      }
    </ChoicePage>
  );
}
