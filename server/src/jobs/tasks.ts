import { pruneOld } from '../core/changes/prune.ts'
import { forgetAllExpired } from '../core/idempotency/sql.ts'
import { endTiers } from '../core/loyalty/end-tiers.ts'
import { expirePoints } from '../core/loyalty/expire.ts'
import { forgetExpiredSessions } from '../core/sessions/sql.ts'
import type { Database } from '../db/database.ts'
import { analyzeAll, vacuumAll } from '../db/embedded-upkeep.ts'

/** What the operator has decided, as far as jobs depend on it. */
export interface Settings {
  /** Null: forever. */
  changeRetentionDays: number | null
}

export interface Task {
  /** When it is due, as cron has it, in UTC. */
  cron: string
  /** Only where the database is the embedded one. */
  onlyEmbedded?: true
  run(db: Database, settings: Settings): Promise<void>
}

/** Every job there is. */
export const tasks = {
  'forget-idempotency-keys': { cron: '17 * * * *', run: forgetAllExpired },
  'forget-expired-sessions': { cron: '29 * * * *', run: forgetExpiredSessions },
  'expire-points': { cron: '* * * * *', run: expirePoints },
  'end-tiers': { cron: '* * * * *', run: endTiers },
  'prune-changes': {
    cron: '43 * * * *',
    run: (db, { changeRetentionDays }) => pruneOld(db, changeRetentionDays),
  },
  'analyze-embedded': { cron: '*/10 * * * *', onlyEmbedded: true, run: analyzeAll },
  'vacuum-embedded': { cron: '7 3 * * *', onlyEmbedded: true, run: vacuumAll },
} satisfies Record<string, Task>
