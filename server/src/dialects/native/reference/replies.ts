import type * as v from 'valibot'
import type { Problem } from '../../../core/problem.ts'
import { limitHeaders } from '../../answer-headers.ts'
import type { Operation, Reply } from '../../openapi.ts'
import { documentOf } from '../errors.ts'
import { everywhere, problem, type Refusals, shown } from './problems.ts'

const always = ['X-Request-Id']
const counted = [...always, ...limitHeaders]

/** What each status means throughout the contract. */
const meanings: Record<number, { description: string; headers: string[] }> = {
  400: { description: 'Something sent breaks a rule; nothing was changed', headers: counted },
  401: { description: 'No usable key', headers: [...always, 'WWW-Authenticate'] },
  403: { description: 'The key does not permit it', headers: counted },
  404: { description: 'There is no such thing', headers: counted },
  409: { description: 'The record as it stands does not allow it', headers: counted },
  410: { description: 'What was asked for is no longer kept', headers: counted },
  412: { description: 'The customer has another version by now', headers: counted },
  413: { description: 'The body is too large', headers: counted },
  415: { description: 'The body is of another media type', headers: counted },
  428: { description: 'The version that was seen must be named', headers: counted },
  429: { description: 'Too many requests', headers: [...counted, 'Retry-After'] },
  500: { description: 'A fault of the server', headers: counted },
  503: { description: 'The database cannot be reached', headers: [...always, 'Retry-After'] },
}

interface Done {
  description: string
  schema?: v.GenericSchema
  /** The one example, described as the answer is. */
  example?: unknown
  others?: Reply['others']
  /** Headers beside those of every answer. */
  headers?: string[]
}

/** Of a write to what has no version, with `Prefer: return=minimal`. */
export const done: Done = {
  description: 'Done, with `Prefer: return=minimal`',
  headers: ['Preference-Applied'],
}

/** The answers of an operation: what it does, by status, and what it refuses beside what any may refuse. */
export function answersOf(done: Record<number, Done>, ...refused: Refusals[]): Operation['answers'] {
  const answers: Operation['answers'] = {}
  for (const [status, { description, schema, example, others, headers = [] }] of Object.entries(done))
    answers[Number(status)] = {
      description,
      ...(schema ? { schema, examples: { [description]: example } } : {}),
      ...(others ? { others } : {}),
      headers: [...counted, ...headers],
    }
  for (const refusals of [...refused, everywhere])
    for (const [sentence, problem] of Object.entries(refusals)) addRefusal(answers, sentence, problem)
  return answers
}

function addRefusal(answers: Operation['answers'], sentence: string, refused: Problem): void {
  const { status } = documentOf(refused)
  const meaning = meanings[status]
  if (!meaning) throw new Error(`the status ${status} has no description`)
  const reply: Reply = answers[status] ?? { ...meaning, schema: problem, type: 'application/problem+json' }
  answers[status] = { ...reply, examples: { ...reply.examples, [sentence]: shown(refused) } }
}
