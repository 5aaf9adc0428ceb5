/** What the operator can mend; the message is a sentence that says how. */
export class Obstacle extends Error {}

/** The database could not be reached, or went away before it answered: a write may or may not have happened. */
export class Unreachable extends Error {
  /** PostgreSQL's, the driver's or the system's, for the operator. */
  readonly code: string

  constructor(cause: unknown) {
    super('the database cannot be reached', { cause })
    this.code = codeOf(cause)
  }
}

/** The name of the unique constraint or index that refused a row, or null when something else went wrong. */
export function violatedConstraint(error: unknown): string | null {
  return codeOf(error) === '23505' ? String((error as { constraint_name?: string }).constraint_name) : null
}

/** Name of the check constraint that a row did not pass, or null for other errors. */
export function failedCheck(error: unknown): string | null {
  return codeOf(error) === '23514' ? String((error as { constraint_name?: string }).constraint_name) : null
}

/** The name of the foreign key that a row breaks, or null when something else went wrong. */
export function brokenReference(error: unknown): string | null {
  return codeOf(error) === '23503' ? String((error as { constraint_name?: string }).constraint_name) : null
}

/** True for errors that only some of the rows of a statement are to blame for. */
export function isAboutRows(error: unknown): boolean {
  return /^2[23]/.test(codeOf(error)) || isTooWide(error)
}

/** What a row has is more than an entry of an index can hold. */
export function isTooWide(error: unknown): boolean {
  return codeOf(error) === '54000'
}

/** Something would be larger than it may become. */
export function isTooLong(error: unknown): boolean {
  return codeOf(error) === '22001'
}

/** A statement of the transaction was refused before this one, which is why nothing is answered. */
export function isAborted(error: unknown): boolean {
  return codeOf(error) === '25P02'
}

export function isDeadlock(error: unknown): boolean {
  return ['40P01', '40001'].includes(codeOf(error))
}

// 08: connection exceptions; 28: refused by its rules; 3D000: no such database; 25006: it has become a standby;
// 57P0x: shut down or starting up; 53300: too many connections. The names are the driver's and the operating system's.
const unreachableCodes = new Set([
  '25006',
  '3D000',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
])

/** The error, or that it could not be reached where it tells of that. */
export const told = (error: unknown) =>
  isUnreachable(error) && !(error instanceof Unreachable) ? new Unreachable(error) : error

/** Whether a connection has ended, or is about to, and all that it had begun with it. */
export function isLost(error: unknown): boolean {
  return /^(57P0[12]|CONNECT|E[A-Z]+$)/.test(codeOf(error))
}

function isUnreachable(error: unknown): boolean {
  const code = codeOf(error)
  return /^(08|28)/.test(code) || unreachableCodes.has(code)
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '')
}

/**
 * What a developer needs to know of an error: code, constraint and stack frames. A database error quotes the values of
 * the row in `detail` and its parameters, and may do so in its message: personal data.
 */
export function withoutData(error: unknown): object {
  const { name, code, constraint_name, routine, message, stack, cause } = error as Record<string, unknown>
  // A message may have lines that look like frames.
  const frames = String(stack)
    .replace(String(message), '')
    .match(/^\s+at .*$/gm)
    ?.map((line) => line.trim())
    .slice(0, 10)
  return {
    name,
    code,
    constraint: constraint_name,
    routine,
    frames,
    cause: cause ? withoutData(cause) : undefined,
  }
}
