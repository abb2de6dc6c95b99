import type { WorkspaceId } from "@dokly/credits";
import type { OwnKeyDependencies } from "./own-key-dependencies.ts";

/**
 * Mails the owners of a workspace about one of its keys; where no mail leaves this server, the settings show the same.
 * Never throws: what happened to the key stands already.
 */
export async function tellOwners(
  { pool, members, mailer, logger, publicUrl }: OwnKeyDependencies,
  { workspace, label, what }: { readonly workspace: WorkspaceId; readonly label: string; readonly what: string },
): Promise<void> {
  if (!mailer.isConfigured) return;
  try {
    const { rows } = await pool.query<{ organization_id: string; name: string }>(
      `select organization_id, name from dokly.workspaces join dokly.organizations on organizations.id = organization_id
       where workspaces.id = $1`,
      [workspace],
    );
    const [found] = rows;
    if (found === undefined) return;
    const owners = (await members.list(found.organization_id)).filter(({ role }) => role === "owner");
    const text = `The own key "${label}" of ${found.name} ${what}\n\nSettings → AI → Own key at ${publicUrl}\n`;
    for (const { email } of owners)
      await mailer.send({ to: email, subject: `Own key "${label}" of ${found.name}`, text });
  } catch (error) {
    logger.warn({ err: error, workspace }, "owners could not be told about their own key");
  }
}
