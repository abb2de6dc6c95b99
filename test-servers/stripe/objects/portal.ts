import { drawId } from "../ids.ts";
import type { FormReader } from "../wire/form-reader.ts";
import { mergeMetadata } from "../wire/form-reader.ts";
import { invalidRequest } from "../wire/stripe-problem.ts";
import { nowOf, type World } from "../world.ts";

/** What a portal lets a customer do: as far as tests look at it. */
export type PortalConfiguration = {
  readonly id: string;
  readonly object: "billing_portal.configuration";
  readonly active: boolean;
  readonly created: number;
  readonly features: Readonly<Record<string, { readonly enabled: boolean }>>;
  readonly is_default: boolean;
  readonly livemode: false;
  readonly metadata: Record<string, string>;
};

export type PortalSession = {
  readonly id: string;
  readonly object: "billing_portal.session";
  readonly configuration: string;
  readonly created: number;
  readonly customer: string;
  readonly flow: null;
  readonly livemode: false;
  readonly locale: null;
  readonly on_behalf_of: null;
  readonly return_url: string | null;
  readonly url: string;
};

const features = [
  "customer_update",
  "invoice_history",
  "payment_method_update",
  "subscription_cancel",
  "subscription_update",
];

/** Portals by id; they are no objects that anything else points at. */
export class Portals {
  readonly configurations: PortalConfiguration[] = [];
  readonly sessions = new Map<string, PortalSession>();

  createConfiguration(world: World, form: FormReader): PortalConfiguration {
    const given = form.child("features");
    if (given === undefined) throw invalidRequest("Missing required param: features.", { param: "features" });
    const read = features.map((name): [string, { enabled: boolean }] => {
      const feature = given.child(name);
      feature?.texts("allowed_updates");
      return [name, { enabled: feature?.flag("enabled") ?? false }];
    });
    const metadata = mergeMetadata({}, form.metadata());
    form.child("business_profile")?.text("headline");
    form.end();
    const configuration: PortalConfiguration = {
      id: drawId("bpc"),
      object: "billing_portal.configuration",
      active: true,
      created: nowOf(world, null),
      features: Object.fromEntries(read),
      is_default: false,
      livemode: false,
      metadata,
    };
    this.configurations.unshift(configuration);
    return configuration;
  }

  createSession(world: World, form: FormReader): PortalSession {
    const customer = world.objects.get("customer", form.required("customer"), "customer").id;
    const returnUrl = form.text("return_url") ?? null;
    const configuration = form.text("configuration");
    form.end();
    if (configuration === undefined || !this.configurations.some(({ id }) => id === configuration)) {
      throw invalidRequest("No configuration provided and your test mode default configuration has not been created.", {
        param: "configuration",
      });
    }
    const id = drawId("bps");
    const session: PortalSession = {
      id,
      object: "billing_portal.session",
      configuration,
      created: nowOf(world, null),
      customer,
      flow: null,
      livemode: false,
      locale: null,
      on_behalf_of: null,
      return_url: returnUrl,
      url: `${world.url}/portal/${id}`,
    };
    this.sessions.set(id, session);
    return session;
  }
}
