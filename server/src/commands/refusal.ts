import type { Problem } from '../core/problem.ts'

/** What an operation refused, for the terminal; null for what no command asks for, and so is a fault of ours. */
export function refusalSentence(problem: Problem): string | null {
  switch (problem.kind) {
    case 'invalid':
      return problem.issues
        .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
        .join('\n')
    case 'missing':
      return `There is no such ${named(problem.what)}.`
    case 'exists':
      return `The ${named(problem.field)} is in use: another ${named(problem.what)} has it.`
    // Keys, organizations, seeds and erasures are all that commands deal in, and nobody is asked who they are.
    case 'unreadable':
    case 'too_large':
    case 'taken':
    case 'operation':
    case 'stale':
    case 'merged':
    case 'refused':
    case 'registration':
    case 'forgotten':
    case 'precondition_required':
    case 'reused_idempotency_key':
    case 'unauthenticated':
    case 'forbidden':
    case 'too_many':
    case 'unavailable':
    case 'internal':
      return null
    default:
      return problem satisfies never
  }
}

const named = (name: string) => name.replaceAll('_', ' ')
