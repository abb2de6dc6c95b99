import type { ActionKind } from "@dokly/contract";
import type { Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { Mailer } from "../accounts/mailer.ts";
import type { ProviderTimeouts } from "../ai/stream-deadline.ts";
import type { MemberStore } from "../members/member-store.ts";
import type { KeyWrapper } from "./key-wrapper.ts";

export type OwnKeyDependencies = {
  readonly pool: pg.Pool;
  readonly credits: Credits;
  /** The master keys; null: no key can be kept here. */
  readonly wrapper: KeyWrapper | null;
  /** Where the provider is, as the operator says; a workspace has no say in it. */
  readonly baseUrl: string | null;
  readonly timeouts: ProviderTimeouts;
  /** The server's secret: the fingerprints' key is derived from it. */
  readonly secret: string;
  readonly modelOfKind: Readonly<Record<ActionKind, string>>;
  readonly members: MemberStore;
  readonly mailer: Mailer;
  readonly logger: Logger;
  readonly publicUrl: string;
};
