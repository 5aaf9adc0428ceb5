import type * as v from 'valibot'
import type { Issue } from '../../core/problem.ts'

/** An issue as the contract publishes it (§5). */
export interface PublishedIssue {
  kind: string
  type: string
  expected: string
  received: string
  message: string
  path: PublishedPathItem[]
}

export interface PublishedPathItem {
  type: string
  origin: string
  input: unknown
  key: string
}

/**
 * The validator's issues without the members that the contract does not list. The contract wants text where the
 * validator has null, a number or nothing (A27).
 * @param redact leave out what was sent (A26).
 */
export function published(issues: readonly Issue[], redact: boolean): PublishedIssue[] {
  const echo = echoing(redact ? 0 : mostEchoedLength)
  return issues.map(({ message, path, raw }) => {
    if (raw === undefined) return { ...issueOf('check', 'check', 'unknown', message), path: path.map(member) }
    const issue = raw as v.BaseIssue<unknown>
    const received = redact ? typeOf(issue.input) : shortened(issue.received)
    return {
      kind: issue.kind,
      type: issue.type,
      expected: issue.expected ?? issue.type,
      received,
      message: message.replace(issue.received, () => received),
      path: (issue.path ?? []).map(({ type, origin, input, key }, depth) => ({
        type,
        origin,
        input: path.length - depth > mostEchoedLevels ? emptied(input) : echo(input),
        key: String(key),
      })),
    }
  })
}

/** The path of what was refused beyond the validator: only its name is known. */
const member = (key: string | number): PublishedPathItem => ({
  type: 'object',
  origin: 'value',
  input: {},
  key: String(key),
})

// A broken row of a batch is echoed, the other 499 are not: each issue would carry the whole request again.
const mostEchoedLevels = 2
// 256 broken members of a metadata of 5 MB would otherwise make an answer of 2.5 GB.
const mostEchoedLength = 256 * 1024

/** Shows containers as long as they fit in `left` characters together, and empty ones in their place after that. */
function echoing(left: number): (container: unknown) => unknown {
  const lengths = new Map<unknown, number>()
  return (container) => {
    if (left === 0 || Array.isArray(container)) return emptied(container)
    const length = lengths.get(container) ?? JSON.stringify(container).length
    lengths.set(container, length)
    if (length > left) return emptied(container)
    left -= length
    return container
  }
}

const emptied = (container: unknown) => (Array.isArray(container) ? [] : {})

const mostReceivedLength = 1000

function shortened(text: string): string {
  return text.length > mostReceivedLength ? `${text.slice(0, mostReceivedLength - 1)}…` : text
}

function typeOf(input: unknown): string {
  if (input === null || typeof input !== 'object') return input === null ? 'null' : typeof input
  return Array.isArray(input) ? 'Array' : 'Object'
}

/** An issue that no schema of the validator raises. */
export function issueOf(type: string, expected: string, received: string, message: string): PublishedIssue {
  return { kind: 'validation', type, expected, received, message, path: [] }
}
