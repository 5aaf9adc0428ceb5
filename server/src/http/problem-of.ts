import { type Problem, problemIn } from '../core/problem.ts'

/** What went wrong, whoever threw it. Whatever is not known is internal, and the caller learns no more. */
export function problemOf(error: unknown): Problem {
  const problem = problemIn(error)
  if (problem) return problem
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { kind: 'too_large', limitBytes: bodyLimitBytes }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return { kind: 'unreadable', reason: 'media_type' }
  if (code === 'FST_ERR_BAD_URL') return { kind: 'unreadable', reason: 'url' }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return { kind: 'unreadable', reason: 'syntax' }
  return { kind: 'internal' }
}

/** A batch of 500 rows with every field filled is about 1 MB. */
export const bodyLimitBytes = 5 * 1024 * 1024
