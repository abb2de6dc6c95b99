import { strings } from "../strings/index.ts";

/**
 * What every calendar that opens from a field has in common: names for its buttons and its dialog, and no grey or red
 * days,
 * whose contrast would be too low.
 */
export function calendarLook(name: string) {
  return {
    hideOutsideDates: true,
    weekendDays: [],
    ariaLabels: strings.settings.calendar,
    popoverProps: { attributes: { dropdown: { "aria-label": name } } },
  };
}
