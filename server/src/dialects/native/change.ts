import type { Line } from '../../core/changes/read.ts'

/**
 * A line of the change feed as JSON text. Both sides of the change are such text already; all but actor and request id
 * hold nothing that JSON escapes.
 */
export function writeChange(line: Line): string {
  const { cursor, customer_id, version, kind, at, actor, request_id, before, after } = line
  const context = line.user_context === null ? '' : `,"user_context":${line.user_context}`
  return `{"cursor":"${cursor}","customer_id":"${customer_id}","version":${version},"kind":"${kind}","at":"${at}","actor":${JSON.stringify(actor)},"request_id":${JSON.stringify(request_id)}${context},"before":${before},"after":${after}}`
}
