import type { VoiceBody } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type pg from "pg";

export type StoredVoice = VoiceBody & { readonly updatedAt: Date | null };

const silent: StoredVoice = { tone: "", keepTerms: [], neverTranslate: [], updatedAt: null };

/** How workspaces write. A workspace that has said nothing has an empty tone and glossary. */
export function createVoiceStore({ pool }: { pool: pg.Pool }) {
  return {
    async read(workspace: WorkspaceId): Promise<StoredVoice> {
      const { rows } = await pool.query<StoredVoice>(
        `select tone, keep_terms as "keepTerms", never_translate as "neverTranslate", updated_at as "updatedAt"
         from dokly.ai_voices where workspace_id = $1`,
        [workspace],
      );
      return rows[0] ?? silent;
    },
    async write(workspace: WorkspaceId, voice: VoiceBody, by: string): Promise<StoredVoice> {
      const { rows } = await pool.query<{ updatedAt: Date }>(
        `insert into dokly.ai_voices (workspace_id, tone, keep_terms, never_translate, updated_by)
         values ($1, $2, $3, $4, $5)
         on conflict (workspace_id) do update set tone = excluded.tone, keep_terms = excluded.keep_terms,
           never_translate = excluded.never_translate, updated_by = excluded.updated_by,
           updated_at = clock_timestamp()
         returning updated_at as "updatedAt"`,
        [workspace, voice.tone, voice.keepTerms, voice.neverTranslate, by],
      );
      return { ...voice, updatedAt: rows[0]?.updatedAt ?? null };
    },
  };
}

export type VoiceStore = ReturnType<typeof createVoiceStore>;
