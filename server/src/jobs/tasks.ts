import { forgetAllExpired } from '../core/idempotency/sql.ts'
import type { Database } from '../db/database.ts'

export interface Task {
  /** When it is due, as cron has it, in UTC. */
  cron: string
  run(db: Database): Promise<void>
}

/** Every job there is. */
export const tasks = {
  'forget-idempotency-keys': { cron: '17 * * * *', run: forgetAllExpired },
} satisfies Record<string, Task>
