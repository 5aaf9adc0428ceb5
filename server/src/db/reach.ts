import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { addressesOf } from './addresses.ts'
import { connectWhole } from './whole-messages.ts'

interface Host {
  host: string
  port: number
}

/** What the driver is given. */
interface Way {
  url: string
  /** Absent where the driver is to connect by itself: it knows of sockets and of encryption. */
  options: { socket?: () => Promise<Socket> }
}

/**
 * How to reach what a connection string names. Of several hosts it is the first that answers; where the string says what
 * the session is to be like (target_session_attrs), the driver looks, hangs up, and the next one has its turn. Left to
 * itself with several it would try them over and over while none answers, and whoever asked would wait for as long.
 */
export function wayTo(url: string): Way {
  const [first = url, ...others] = addressesOf(url)
  const parsed = URL.parse(first)
  if (!parsed?.hostname || (parsed.search && others.length === 0)) return { url, options: {} }
  const open = parsed.search ? connectNamed : connectWhole
  const hosts = [first, ...others].map(hostOf)
  const takesTurns = parsed.searchParams.has('target_session_attrs')
  let turn = 0
  const socket = () => {
    const from = takesTurns ? turn++ % hosts.length : 0
    return firstOf([...hosts.slice(from), ...hosts.slice(0, from)], open)
  }
  return { url: first, options: { socket } }
}

function hostOf(address: string): Host {
  const { hostname, port } = new URL(address)
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || 5432 }
}

/** The driver reads from the socket whose certificate it is to see. */
const connectNamed = (host: Host): Socket => Object.assign(connect(host), host)

/** Connected to the first that answers, or about to fail with the last. */
async function firstOf(hosts: Host[], open: (host: Host) => Socket): Promise<Socket> {
  const [host, ...others] = hosts
  if (!host) throw new Error('there is no host to connect to')
  const socket = open(host)
  return others.length === 0 || (await connects(socket)) ? socket : firstOf(others, open)
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
