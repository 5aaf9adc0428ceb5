import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { placesFor } from '../db/places.ts'

/** From here on a body is large. */
export const largeBytes = 16 * 1024
/** How many requests with large bodies are worked on at once: as many as keep the database and this process busy. */
export const mostAtOnce = 4

/**
 * Lets few requests with large bodies be worked on at once; the others wait as the bytes that they came in, which are a
 * fraction of what they become once they are parsed. With 32 batches of 500 at once that saves 15 MB.
 * @returns waits for a place, which is free again when the request is answered or its caller gone.
 */
export function largeBodiesInTurn(
  app: FastifyInstance,
): (request: FastifyRequest, body: Buffer) => Promise<void> {
  const inTurn = placesFor(mostAtOnce)
  const replies = new WeakMap<FastifyRequest, FastifyReply>()
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (mayBeLarge(request)) replies.set(request, reply)
    done(null, payload)
  })
  return async (request, body) => {
    const raw = replies.get(request)?.raw
    if (!raw || body.length < largeBytes) return
    await new Promise<void>((enter) => {
      inTurn(async () => {
        enter()
        await answered(raw)
      })
    })
  }
}

function mayBeLarge({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) >= largeBytes
}

/** Resolves once all of the answer is written, however slowly it is read, or nobody is there any more to read it. */
function answered(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (raw.closed) return resolve()
    raw.once('prefinish', resolve)
    raw.once('close', resolve)
  })
}
