import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'

/** Stands between a server and its database, so that a test can cut the wire. */
export interface Proxy extends AsyncDisposable {
  /** The connection string that leads through it. */
  url: string
  /** Breaks all connections and refuses new ones. */
  cut(): Promise<void>
  mend(): Promise<void>
  /** Loses whatever is sent from now on, on connections that stand and on new ones. */
  silence(): void
  /** Passes on what new connections send; those that fell silent stay so. */
  speak(): void
}

/** @param secure speaks TLS towards the server, and nothing else. */
export async function proxyTo(databaseUrl: string, secure?: SecureContext): Promise<Proxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let isSilent = false
  const pass = (near: Socket) => {
    const far = connect(Number(target.port || 5432), target.hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      if (isSilent) one.resume()
      else one.pipe(other)
    }
  }
  const server = createServer((near) => {
    if (!secure) return pass(near)
    // It asks whether there is TLS before it says anything else.
    near.once('data', () => {
      near.pause().write('S')
      pass(new TLSSocket(near, { isServer: true, secureContext: secure }))
    })
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }
  const port = await listen(0)
  const cut = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const silence = () => {
    isSilent = true
    for (const socket of sockets) socket.unpipe().resume()
  }
  const speak = () => {
    isSilent = false
  }
  const near = new URL(databaseUrl)
  near.hostname = '127.0.0.1'
  near.port = String(port)
  if (secure) near.search = '?sslmode=require'
  const mend = async () => void (await listen(port))
  return { url: near.href, cut, mend, silence, speak, [Symbol.asyncDispose]: cut }
}
