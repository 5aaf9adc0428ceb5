import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { addressesOf } from './addresses.ts'
import { type Encryption, encryptionOf, secured } from './secured.ts'
import { connectWhole } from './whole-messages.ts'
import { asWire } from './wire.ts'

/** What the driver is given. It makes no connections of its own: it would mix up answers (decision 2). */
interface Way {
  url: string
  options: { socket: () => Promise<Socket>; ssl: false }
}

type Address = { host: string; port: number } | { path: string }

/**
 * How to reach what a connection string names. Of several hosts it is the first that answers; where the string says what
 * the session is to be like (target_session_attrs), the driver looks, hangs up, and the next one has its turn. Left to
 * itself with several it would try them over and over while none answers, and whoever asked would wait for as long.
 */
export function wayTo(url: string): Way {
  const [first = url, ...others] = addressesOf(url)
  const { searchParams } = new URL(first)
  const encryption = encryptionOf(searchParams)
  const addresses = [first, ...others].map(addressOf)
  const takesTurns = searchParams.has('target_session_attrs')
  let turn = 0
  const socket = () => {
    const from = takesTurns ? turn++ % addresses.length : 0
    return firstOf([...addresses.slice(from), ...addresses.slice(0, from)], encryption)
  }
  return { url: first, options: { socket, ssl: false } }
}

/** How to reach the embedded database. */
export const wayToEmbedded = (path: string) => ({
  path,
  user: 'postgres',
  database: 'postgres',
  socket: () => firstOf([{ path }], null),
})

/** The directory of a socket is a host whose slashes are escaped. */
function addressOf(url: string): Address {
  const { hostname, port } = new URL(url)
  const host = decodeURIComponent(hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost'
  const number = Number(port) || 5432
  return host.includes('/') ? { path: `${host}/.s.PGSQL.${number}` } : { host, port: number }
}

/** Connected to the first that answers, or about to fail with the last. */
async function firstOf(addresses: Address[], encryption: Encryption | null): Promise<Socket> {
  const [address, ...others] = addresses
  if (!address) throw new Error('there is no host to connect to')
  const socket = encryption ? connect(address) : connectWhole(address)
  if (others.length > 0 && !(await connects(socket))) return firstOf(others, encryption)
  const host = 'host' in address ? address.host : ''
  return asWire(encryption ? await secured(socket, host, encryption) : socket)
}

// Beyond this a host counts as away.
const patienceMs = 2_000

async function connects(socket: Socket): Promise<boolean> {
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patienceMs) })
    return true
  } catch {
    socket.destroy()
    return false
  }
}
