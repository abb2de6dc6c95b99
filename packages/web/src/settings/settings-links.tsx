import { Link } from "@tanstack/react-router";
import { BellRing, Gauge, KeyRound, Layers, Quote, ReceiptText, ShieldCheck, Users, Vault } from "lucide-react";
import { strings } from "../strings/index.ts";

const iconProps = { size: 16, "aria-hidden": true } as const;

type SettingsLinksProps = { workspace: string; className: string | undefined; onClick?: () => void };

/** The pages of the settings, in the order in which every navigation has them. */
export function SettingsLinks({ workspace, className, onClick }: SettingsLinksProps) {
  const link = { className, params: { workspace }, ...(onClick && { onClick }) };
  return (
    <>
      <Link {...link} to="/w/$workspace/settings/account/ai-usage">
        <Gauge {...iconProps} />
        {strings.settings.usage}
      </Link>
      <Link {...link} to="/w/$workspace/settings/limits">
        <BellRing {...iconProps} />
        {strings.limits.title}
      </Link>
      <Link {...link} to="/w/$workspace/settings/plan">
        <Layers {...iconProps} />
        {strings.billing.plan.title}
      </Link>
      <Link {...link} to="/w/$workspace/settings/billing">
        <ReceiptText {...iconProps} />
        {strings.billing.page.title}
      </Link>
      <Link {...link} to="/w/$workspace/settings/voice">
        <Quote {...iconProps} />
        {strings.settings.voice.short}
      </Link>
      <Link {...link} to="/w/$workspace/settings/ai/own-key">
        <Vault {...iconProps} />
        {strings.ownKeys.title}
      </Link>
      <Link {...link} to="/w/$workspace/settings/members">
        <Users {...iconProps} />
        {strings.settings.members}
      </Link>
      <Link {...link} to="/w/$workspace/settings/api-keys">
        <KeyRound {...iconProps} />
        {strings.settings.apiKeys}
      </Link>
      <Link {...link} to="/w/$workspace/settings/account/security">
        <ShieldCheck {...iconProps} />
        {strings.security.title}
      </Link>
    </>
  );
}
