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
 * The validator's issue without the members that the contract does not list. The contract wants text where the
 * validator has null, a number or nothing (A27).
 * @param redact leave out what was sent (A26).
 */
export function published({ message, path, raw }: Issue, redact: boolean): PublishedIssue {
  const issue = raw as v.BaseIssue<unknown>
  return {
    kind: issue.kind,
    type: issue.type,
    expected: issue.expected ?? issue.type,
    received: redact ? typeOf(issue.input) : issue.received,
    message: redact ? message.replace(issue.received, typeOf(issue.input)) : message,
    path: (issue.path ?? []).map((item, depth) => ({
      type: item.type,
      origin: item.origin,
      input: echo(item.input, redact || path.length - depth > mostEchoedLevels),
      key: String(item.key),
    })),
  }
}

// A broken row of a batch is echoed, the other 499 are not: each issue would carry the whole request again.
const mostEchoedLevels = 2

function echo(container: unknown, withhold: boolean): unknown {
  if (!withhold && !Array.isArray(container)) return container
  return Array.isArray(container) ? [] : {}
}

function typeOf(input: unknown): string {
  if (input === null || typeof input !== 'object') return input === null ? 'null' : typeof input
  return Array.isArray(input) ? 'Array' : 'Object'
}

/** An issue that no schema of the validator raises. */
export function issueOf(type: string, expected: string, received: string, message: string): PublishedIssue {
  return { kind: 'validation', type, expected, received, message, path: [] }
}
