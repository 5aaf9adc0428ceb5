import type { Duplex } from 'node:stream'
import type { ConnectionError } from 'fastify'

// An import of it costs every start 0.1 s, as test/boundaries.test.ts says.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

const statusOf: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

/** Answers what is not HTTP, or whose head is too long, and so has no path and no contract: `{error}`. */
export function answerClientError({ code }: ConnectionError, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = statusOf[code] ?? 400
  const error = STATUS_CODES[status]
  const body = JSON.stringify({ error })
  socket.end(
    `HTTP/1.1 ${status} ${error}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  )
}
