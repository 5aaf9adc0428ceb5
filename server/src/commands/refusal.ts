import type { Problem } from '../core/problem.ts'

/** What an operation refused, for the terminal; null for what no command meets. */
export function refusalSentence(problem: Problem): string | null {
  switch (problem.kind) {
    case 'invalid':
      return problem.issues
        .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
        .join('\n')
    case 'missing':
      return `There is no such ${problem.what}.`
    default:
      return null
  }
}
