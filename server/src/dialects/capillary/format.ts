import type { FastifyReply, FastifyRequest } from 'fastify'
import { xmlOf } from './xml.ts'

export type Format = 'json' | 'xml'

/** In which format a request is answered: `?format`, else the suffix of the path, else `Accept` (contract sheet §7-18). */
export function formatOf({ query, url, headers }: FastifyRequest): Format {
  const { format } = (query ?? {}) as { format?: unknown }
  if (format === 'json' || format === 'xml') return format
  const suffix = /\.(json|xml)$/.exec(url.split('?', 1)[0] ?? '')?.[1]
  if (suffix) return suffix as Format
  const { accept } = headers
  // Most callers want JSON, and need no closer look.
  return accept !== undefined && /xml/i.test(accept) && prefersXml(accept) ? 'xml' : 'json'
}

/** JSON wins where both are wanted alike, and where neither is. */
function prefersXml(accept: string): boolean {
  let json = 0
  let xml = 0
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    const quality = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1)
    if (type === 'application/json') json = Math.max(json, quality)
    if (type === 'application/xml' || type === 'text/xml') xml = Math.max(xml, quality)
  }
  return xml > json
}

export const typeOf = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
} satisfies Record<Format, string>

/** The headers that every answer of this contract has. */
export const standingHeaders = ({ id }: FastifyRequest) => ({ 'x-cap-requestid': id })

/** Sends an answer that is given as JSON text, in the format that was asked for. */
export function send(request: FastifyRequest, reply: FastifyReply, json: string): FastifyReply {
  const format = formatOf(request)
  return reply
    .headers(standingHeaders(request))
    .type(typeOf[format])
    .send(format === 'json' ? json : xmlOf(json))
}
