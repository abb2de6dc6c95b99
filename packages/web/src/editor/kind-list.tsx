import type { ActionKind } from "@dokly/contract";
import { strings } from "../strings/index.ts";
import { optionAsked } from "./menu-kinds.ts";
import { type MenuEntry, MenuList } from "./menu-list.tsx";
import { PriceTag } from "./price-tag.tsx";
import type { AiMenuParts } from "./use-ai.ts";

const words = strings.editor.ai;

/** Every kind for the menu's range with its price; at the cursor also the ways to a larger range. */
export function KindList({ menu }: { menu: AiMenuParts }) {
  const { prices } = menu;
  const toEntry = (kind: ActionKind): MenuEntry => {
    const priced = prices.data?.[kind];
    const asked = optionAsked(kind);
    const { name, what } = strings.editor.kinds[kind];
    return {
      key: kind,
      name: asked === null ? name : `${name}…`,
      detail: kind === "translate" ? words.translateInto(strings.editor.languageName(menu.language)) : what,
      side: <PriceTag estimate={priced?.estimate} isWaiting={prices.isFetching} />,
      hasMore: asked !== null,
      isDisabled: priced === undefined,
      onFocus: () => menu.focus(kind),
      onChoose: () => {
        if (priced === undefined) return;
        if (asked === null) menu.choose(priced);
        else menu.setStep(asked);
      },
    };
  };
  const larger: MenuEntry[] = [
    ...(menu.around.hasParagraph
      ? [{ key: "paragraph", ...words.paragraph, hasMore: true, onChoose: () => menu.openOnWhole("paragraph") }]
      : []),
    ...(menu.around.hasText
      ? [{ key: "page", ...words.wholePage, hasMore: true, onChoose: () => menu.openOnWhole("page") }]
      : []),
  ];
  const entries = [...menu.kinds.map(toEntry), ...larger];
  // Another range is another list: its first entry gets the focus.
  return <MenuList key={`${menu.range?.from}-${menu.range?.to}`} label={words.menu} entries={entries} />;
}
