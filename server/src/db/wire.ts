import type { Socket } from 'node:net'

/**
 * The connection, without what the driver gets wrong when one is lost (postgres 3.4.9; decision 2):
 * - It takes one that has told of an error for one that works until it is told of the end, too. What it is asked in between
 *   it neither sends nor gives up; on the next connection it waits for the answer to that, and takes others' for it.
 *   So of what broke it a wire tells when it closes, and not before.
 * - What it held back when one was lost it says on the next, before it greets. So a wire sends nothing before a greeting.
 */
export function asWire<Connection extends Socket>(socket: Connection): Connection {
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...told: unknown[]) => boolean
  let broken: unknown[] | null = null
  socket.emit = (event: string | symbol, ...told: unknown[]) => {
    if (event === 'error') {
      broken ??= told
      return true
    }
    if (event === 'close' && broken) emit('error', ...broken)
    return emit(event, ...told)
  }
  socket.write = (first: Buffer) => {
    Reflect.deleteProperty(socket, 'write')
    return socket.write(greetingIn(first))
  }
  return socket
}

/** Every other message has a letter before its length, which for a greeting begins with a zero. */
function greetingIn(messages: Buffer): Buffer {
  let at = 0
  while (at < messages.length && messages[at] !== 0) at += messages.readUInt32BE(at + 1) + 1
  return messages.subarray(at)
}
