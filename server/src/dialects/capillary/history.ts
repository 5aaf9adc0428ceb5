import type { Context } from '../../core/context.ts'
import { listTierChanges, type TierLine } from '../../core/loyalty/list.ts'
import type { Setup } from '../../core/setup/setup.ts'
import { localOrNull, tierOf } from './points.ts'

// As many as anybody reads; the rest is in the native contract.
const mostLines = 100

/** How customers went from tier to tier, newest first (contract sheet §4.2, `slab_history`). */
export async function historiesOf(ctx: Context, setup: Setup, ids: string[]): Promise<Map<string, object[]>> {
  const all = await Promise.all(
    ids.map(async (id) => {
      const { rows } = await listTierChanges(ctx, id, { size: mostLines }, null)
      return [id, rows.map((line) => lineOf(setup, line))] as const
    }),
  )
  return new Map(all)
}

function lineOf({ programmes, timeZone }: Setup, line: TierLine) {
  const programme = programmes.find(({ id }) => id === line.programme_id)
  const nameOf = (serial: number | null) => (programme && tierOf(programme, serial)?.name) ?? ''
  return {
    to: nameOf(line.to_tier),
    from: nameOf(line.from_tier),
    store: { code: '', name: '' },
    type: line.kind,
    changed_on: localOrNull(line.at, timeZone),
    notes: '',
    program_id: String(programme?.number ?? ''),
    to_tier_expiry_date: localOrNull(line.expires_after, timeZone),
    from_tier_expiry_date: localOrNull(line.expires_before, timeZone),
  }
}
