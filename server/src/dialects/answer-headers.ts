import type { Contract } from './openapi.ts'

const number = { type: 'integer' } as const
const text = { type: 'string' } as const

/** Headers of the answers to requests that count for a limit. */
export const limitHeaders = [
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit',
  'RateLimit-Policy',
]

/** What is said of the headers that the service puts on the answers of every contract. */
export const answerHeaders = {
  'X-Request-Id': {
    description: 'Id of the request: yours, or one made here.',
    schema: text,
    example: '01981c30-0d52-7b6c-9f0e-5f2a77c1e934',
  },
  'X-RateLimit-Limit': {
    description:
      'Requests a minute that may be made, by the limit that leaves least; absent where none is set.',
    schema: number,
    example: 1000,
  },
  'X-RateLimit-Remaining': { description: 'How many of them are left.', schema: number, example: 987 },
  'X-RateLimit-Reset': {
    description: 'When the count starts anew, in seconds since 1970.',
    schema: number,
    example: 1784023260,
  },
  RateLimit: {
    description: 'For every limit, how many requests are left and for how many seconds; a structured field.',
    schema: text,
    example: '"organization";r=987;t=41',
  },
  'RateLimit-Policy': {
    description: 'Every limit, with its requests and its seconds; a structured field.',
    schema: text,
    example: '"organization";q=1000;w=60',
  },
  'Retry-After': { description: 'Seconds to wait before trying again.', schema: number, example: 12 },
} satisfies Contract['headers']
