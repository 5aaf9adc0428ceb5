import type { FastifyReply } from 'fastify'
import { Refusal } from '../core/problem.ts'
import type { Database } from '../db/database.ts'
import type { Bucket, Caller, RateLimit } from '../dialects/dialect.ts'
import { type Count, openCounters } from './request-counts.ts'

/**
 * @param perMinute requests a minute for each organization, batches a tenth of it; null: no limit but those of keys.
 * @param shared the database through which several processes count together; null where there is one process.
 */
export function openRateLimit(perMinute: number | null, shared: Database | null): RateLimit {
  const counterFor = openCounters(shared)
  const limits = perMinute === null ? null : { general: perMinute, batch: Math.ceil(perMinute / 10) }

  function countsOf({ organizationId, keyId, requestsPerMinute }: Caller, bucket: Bucket): Count[] {
    const policy = bucket === 'batch' ? 'organization-batches' : 'organization'
    const counts = limits ? [counterFor(organizationId, policy, policy, limits[bucket])] : []
    if (requestsPerMinute !== null) counts.push(counterFor(organizationId, keyId, 'key', requestsPerMinute))
    return counts
  }

  async function slowly(reply: FastifyReply, caller: Caller, bucket: Bucket): Promise<void> {
    for (;;) {
      const counts = countsOf(caller, bucket)
      const ahead = isSpent(counts) ? undefined : counts.find((count) => count.isAhead())
      if (!ahead) return admit(reply, counts)
      await ahead.catchUp()
    }
  }

  return (reply, caller, bucket) => {
    if (!limits && caller.requestsPerMinute === null) return
    const counts = countsOf(caller, bucket)
    if (!isSpent(counts) && counts.some((count) => count.isAhead())) return slowly(reply, caller, bucket)
    admit(reply, counts)
  }
}

const isSpent = (counts: Count[]) => counts.some(({ limit, used }) => used >= limit)

function admit(reply: FastifyReply, counts: Count[]): void {
  const spent = counts.find(({ limit, used }) => used >= limit)
  if (!spent) for (const count of counts) count.add()
  tell(reply, counts, spent)
  if (spent) throw new Refusal({ kind: 'too_many', retryAfterSeconds: secondsLeft(spent) })
}

const remaining = ({ limit, used }: Count) => Math.max(0, limit - used)
const secondsLeft = ({ resetsAt }: Count) => Math.max(1, Math.ceil((resetsAt - Date.now()) / 1000))

/**
 * `RateLimit` and `RateLimit-Policy` tell every count, in the structured fields of
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/; `X-RateLimit-*` the one that leaves least.
 */
function tell(reply: FastifyReply, counts: Count[], spent: Count | undefined): void {
  const tightest = spent ?? counts.reduce((least, one) => (remaining(one) < remaining(least) ? one : least))
  reply.headers({
    'x-ratelimit-limit': tightest.limit,
    'x-ratelimit-remaining': remaining(tightest),
    'x-ratelimit-reset': Math.ceil(tightest.resetsAt / 1000),
    ratelimit: counts.map((one) => `"${one.policy}";r=${remaining(one)};t=${secondsLeft(one)}`).join(', '),
    'ratelimit-policy': counts.map(({ policy, limit }) => `"${policy}";q=${limit};w=60`).join(', '),
  })
}
