import type { FastifyReply } from 'fastify'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../core/problem.ts'

export type Bucket = 'general' | 'batch'

/** Counts a request of an organization, tells it in the headers, and raises too_many when the minute is used up. */
export type RateLimit = (reply: FastifyReply, organizationId: string, bucket: Bucket) => Promise<void>

/** @param perMinute requests a minute for each organization, batches a tenth of it; null: no limit. */
export function openRateLimit(perMinute: number | null): RateLimit | null {
  if (perMinute === null) return null
  const limiters = {
    general: new RateLimiterMemory({ points: perMinute, duration: 60 }),
    batch: new RateLimiterMemory({ points: Math.ceil(perMinute / 10), duration: 60 }),
  } satisfies Record<Bucket, RateLimiterMemory>

  return async (reply, organizationId, bucket) => {
    const limiter = limiters[bucket]
    try {
      tell(reply, limiter.points, await limiter.consume(organizationId))
    } catch (spent) {
      if (!(spent instanceof RateLimiterRes)) throw spent
      tell(reply, limiter.points, spent)
      throw new Refusal({ kind: 'too_many', retryAfterSeconds: Math.ceil(spent.msBeforeNext / 1000) })
    }
  }
}

function tell(reply: FastifyReply, limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes): void {
  reply.headers({
    'x-ratelimit-limit': limit,
    'x-ratelimit-remaining': Math.max(0, remainingPoints),
    'x-ratelimit-reset': Math.ceil((Date.now() + msBeforeNext) / 1000),
  })
}
