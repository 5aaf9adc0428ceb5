import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Answer } from './bare.ts'
import type { Order, Outcome, Requests } from './generator.ts'

/** Where requests go, and how hard. */
export interface Aim {
  port: number
  key: string
  connections: number
  warmUpSeconds: number
  seconds: number
  firstNumber: number
}

/** Runs the generator once. Throws when any answer is not a 2xx: figures of refusals are worth nothing. */
export async function generateLoad(name: string, requests: Requests, aim: Aim): Promise<Outcome> {
  const outcome = await ask<Outcome>(start('./generator.ts'), { ...requests, ...aim } satisfies Order)
  if (outcome.refusals > 0)
    throw new Error(`${name}: ${outcome.refusals} answers were no 2xx, the first one: ${outcome.refusal}`)
  return outcome
}

/** Sends one of the requests by itself and gives the answer. */
export async function sample(
  requests: Requests,
  { port, key }: { port: number; key: string },
  number: number,
): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${requests.paths[0]}`, {
    method: requests.method,
    headers: {
      authorization: requests.authorization ?? `Bearer ${key}`,
      ...(requests.body !== null && { 'content-type': 'application/json' }),
    },
    body: requests.body?.replaceAll('«n»', String(number)) ?? null,
  })
  const body = await response.text()
  if (!response.ok)
    throw new Error(`${requests.method} ${requests.paths[0]}: ${response.status} ${body.slice(0, 1000)}`)
  return { status: response.status, headers: Object.fromEntries(response.headers), body }
}

// `node:http` writes these by itself.
const ownHeaders = ['connection', 'keep-alive', 'date', 'content-length', 'transfer-encoding']

/** Starts a bare `node:http` that gives this answer to everything. */
export async function startBare(answer: Answer): Promise<{ port: number } & Disposable> {
  const child = start('./bare.ts')
  const headers = Object.fromEntries(
    Object.entries(answer.headers).filter(([name]) => !ownHeaders.includes(name)),
  )
  const { port } = await ask<AddressInfo>(child, { ...answer, headers } satisfies Answer)
  return { port, [Symbol.dispose]: () => child.disconnect() }
}

function start(file: string): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)))
}

async function ask<T>(child: ChildProcess, message: object): Promise<T> {
  child.send(message)
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`A helper process ended with ${code}`)
  })
  const [answer] = await Promise.race([once(child, 'message'), died])
  died.catch(() => {}) // it ends in its own time
  return answer
}
