import type { Credits } from "@dokly/credits";
import { createMailer, type Mailer } from "../accounts/mailer.ts";
import type { ServicesInput } from "../create-services.ts";
import { createAlertStore } from "./alert-store.ts";
import { type Alerts, createAlerts } from "./alerts.ts";
import { watchCredits } from "./watch-credits.ts";

/** The alerts, their mailer, and the engine that tells them what happens: everybody works with that one. */
export function openAlerts(
  { configuration, logger, pool, credits, tracing }: ServicesInput,
  { isDriven }: { readonly isDriven: boolean },
): { readonly mailer: Mailer; readonly alerts: Alerts; readonly credits: Credits } {
  const mailer = createMailer(configuration.mail, logger, tracing);
  const { publicUrl } = configuration;
  const store = createAlertStore({ pool });
  const alerts = createAlerts({ store, credits, mailer, logger, publicUrl, isDriven });
  return { mailer, alerts, credits: watchCredits(credits, alerts.onSpent) };
}
