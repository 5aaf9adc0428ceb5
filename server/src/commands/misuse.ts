/** A command that was called in a way it cannot be; the message says how it can. */
export class Misuse extends Error {}

/** True also for what `parseArgs` of Node refuses. */
export function isMisuse(error: unknown): error is Error {
  return (
    error instanceof Misuse || /^ERR_PARSE_ARGS_/.test(String((error as { code?: unknown } | null)?.code))
  )
}
