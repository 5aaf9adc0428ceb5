import { once } from 'node:events'
import { isIP, Socket } from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { Unreachable } from './failure.ts'

/** What a connection string asks of the wire. */
export interface Encryption {
  /** Nothing is said to a database that does not offer it. */
  isRequired: boolean
  /** Its certificate is to be one that Node trusts, for its host. */
  isVerified: boolean
  /** The handshake begins at once: PostgreSQL 17 and later. */
  isDirect: boolean
}

/** Null where nothing is said of it. As the driver reads `sslmode`, and `ssl` for it. */
export function encryptionOf(search: URLSearchParams): Encryption | null {
  const mode = search.get('sslmode') ?? search.get('ssl')
  if (!mode || mode === 'disable' || mode === 'false') return null
  const isRequired = mode !== 'allow' && mode !== 'prefer'
  const isDirect = search.get('sslnegotiation') === 'direct'
  return { isRequired, isVerified: isRequired && mode !== 'require', isDirect }
}

// https://www.postgresql.org/docs/current/protocol-message-formats.html (SSLRequest): length, then a code.
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
const handshakeMs = 5_000

/**
 * The connection, encrypted, before the driver says anything: what it says first is then as long as it is elsewhere
 * (decision 2). Answers one that is about to fail where it cannot be.
 * @param host whose certificate it is to be.
 */
export async function secured(socket: Socket, host: string, encryption: Encryption): Promise<Socket> {
  const over = new AbortController()
  const { signal } = over
  const timer = setTimeout(() => over.abort(failure('ETIMEDOUT', 'the handshake took too long')), handshakeMs)
  socket.on('error', (error) => over.abort(error))
  socket.on('close', () => over.abort(failure('ECONNRESET', 'the connection was closed in the handshake')))
  try {
    if (!encryption.isDirect && !(await offersTls(socket, signal))) {
      if (encryption.isRequired) throw failure('NO_TLS', 'the database offers no TLS')
      return socket
    }
    const secure = tls.connect({
      socket,
      host,
      ...(isIP(host) || !host ? {} : { servername: host }),
      ...(encryption.isDirect ? { ALPNProtocols: ['postgresql'] } : {}),
      rejectUnauthorized: encryption.isVerified,
    })
    return await shaken(secure, signal)
  } catch (error) {
    socket.destroy()
    // The driver waits for ever for one that has failed before it was handed over.
    return new Socket().destroy(new Unreachable(signal.aborted ? signal.reason : error))
  } finally {
    clearTimeout(timer)
  }
}

const failure = (code: string, message: string) => Object.assign(new Error(message), { code })

/** It answers with a single letter, and says nothing more until it is spoken to. */
async function offersTls(socket: Socket, signal: AbortSignal): Promise<boolean> {
  socket.write(sslRequest)
  const [answer] = await once(socket, 'data', { signal })
  return String(answer) === 'S'
}

async function shaken(secure: TLSSocket, signal: AbortSignal): Promise<TLSSocket> {
  // Of one that is given up nobody else hears.
  secure.on('error', () => {})
  await once(secure, 'secureConnect', { signal })
  return secure
}
