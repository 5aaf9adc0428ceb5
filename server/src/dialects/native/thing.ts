import type { FastifyReply, FastifyRequest } from 'fastify'
import { wantsMinimal } from './preconditions.ts'

/**
 * Answers a write of what is not a customer: the thing as it is now, or with `Prefer: return=minimal` (RFC 7240) only
 * its place.
 * @param location of one that is new.
 */
export function sendThing(request: FastifyRequest, reply: FastifyReply, thing: object, location?: string) {
  if (location) reply.status(201).header('location', location)
  if (!wantsMinimal(request)) return reply.send(thing)
  reply.header('preference-applied', 'return=minimal')
  return reply.status(location ? 201 : 204).send()
}
