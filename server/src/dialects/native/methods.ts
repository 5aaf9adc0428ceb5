import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Answer } from '../dialect.ts'

// By the path as it is mounted, which is the same in every process.
const methods = new Map<string, { pattern: RegExp; allowed: Set<string> }>()

/** Notes what each path of the contract can be asked by, for whoever asks by something else. */
export function noteMethods(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}/?$`)
    const at = methods.get(url) ?? { pattern, allowed: new Set(['OPTIONS']) }
    for (const one of [method].flat()) at.allowed.add(one)
    methods.set(url, at)
  })
}

/**
 * Answers OPTIONS with the methods of the path (RFC 9110 §9.3.7), and any other that it does not take with 405; null
 * where there is no such path.
 */
export function answerOtherMethod({ method, url, id }: FastifyRequest): Answer | null {
  const path = url.split('?')[0] ?? ''
  const matching = [...methods.values()].filter(({ pattern }) => pattern.test(path))
  if (matching.length === 0) return null
  const allow = [...new Set(matching.flatMap(({ allowed }) => [...allowed]))].toSorted().join(', ')
  if (method === 'OPTIONS') return { status: 204, headers: { allow }, body: {} }
  return {
    status: 405,
    headers: { allow, 'content-type': 'application/problem+json; charset=utf-8' },
    body: {
      type: 'urn:clientele:problem:method',
      title: 'The path takes other methods: Allow names them.',
      status: 405,
      request_id: id,
    },
  }
}
