// The load: a process of its own with as many keep-alive connections as asked for, one request in flight on each, the
// next one sent when the answer is whole. It shares the cores with what it measures, so it does as little as it can:
// requests are text ready to be sent, and of an answer it reads status and length and counts the bytes.
import { connect } from 'node:net'

/** What is sent, as text that is ready but for a number. */
export interface Requests {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  /** Each request picks one at random. */
  paths: string[]
  /** `«n»` stands for a number that no other request has. */
  body: string | null
  /** Credentials other than the key of the server. */
  authorization?: string
  /** The last value of `«n»` that means something; the measurement fails when it needs more. */
  lastNumber?: number
}

export interface Order extends Requests {
  port: number
  key: string
  connections: number
  warmUpSeconds: number
  seconds: number
  /** The first value of `«n»`; all values must have as many digits. */
  firstNumber: number
}

export interface Outcome {
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Where `«n»` goes on next time. */
  nextNumber: number
  /** Answers other than 2xx, and what the first of them said. */
  refusals: number
  refusal: string | null
  /** Of one core, over the time measured. */
  generatorCpu: number
}

const readBufferBytes = 128 * 1024

process.once('message', async (order: Order) => {
  const outcome = await generate(order)
  process.send?.(outcome, () => process.disconnect())
})

async function generate(order: Order): Promise<Outcome> {
  const send = requestWriter(order)
  const from = performance.now() + order.warmUpSeconds * 1000
  const to = from + order.seconds * 1000
  const latenciesMs: number[] = []
  let answered = 0
  const refused: string[] = []
  let cpuBefore = process.cpuUsage()
  setTimeout(() => {
    cpuBefore = process.cpuUsage()
  }, order.warmUpSeconds * 1000)

  const drive = () =>
    new Promise<void>((resolve, reject) => {
      let sentAt = 0
      const answers = answerReader((status, excerpt) => {
        const now = performance.now()
        if (status < 200 || status > 299) refused.push(`${status} ${excerpt}`)
        // One that was in flight as the measurement began or ended counts by the part of it that lies within: slow
        // ones answered in waves would else be counted by a wave too many or too few.
        const within = Math.min(now, to) - Math.max(sentAt, from)
        if (within > 0) {
          latenciesMs.push(now - sentAt)
          answered += within / (now - sentAt)
        }
        if (now >= to) return socket.destroy()
        sentAt = now
        socket.write(send.next(), 'latin1')
      })
      const callback = (length: number, buffer: Uint8Array) => {
        answers(Buffer.from(buffer.buffer, buffer.byteOffset, length))
        return true
      }
      const onread = { buffer: Buffer.allocUnsafe(readBufferBytes), callback }
      const socket = connect({ host: '127.0.0.1', port: order.port, noDelay: true, onread })
      socket.once('connect', () => {
        sentAt = performance.now()
        socket.write(send.next(), 'latin1')
      })
      socket.once('error', reject)
      socket.once('end', () => reject(new Error('The server closed a connection')))
      socket.once('close', () => resolve())
    })
  await Promise.all(Array.from({ length: order.connections }, drive))

  const { user, system } = process.cpuUsage(cpuBefore)
  latenciesMs.sort((a, b) => a - b)
  const quantile = (q: number) => latenciesMs[Math.floor(latenciesMs.length * q)] ?? 0
  return {
    perSecond: answered / order.seconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    nextNumber: send.nextNumber(),
    refusals: refused.length,
    refusal: refused[0] ?? null,
    generatorCpu: (user + system) / 1e6 / order.seconds,
  }
}

/**
 * Makes the text of one request after the other; all text is ASCII. Numbers that run out begin again: a limit does not
 * mind, and the server refuses what it has already.
 */
function requestWriter(order: Order) {
  const { method, paths, body, key, authorization = `Bearer ${key}`, firstNumber, lastNumber } = order
  const pieces = body?.split('«n»') ?? []
  const digits = String(firstNumber).length
  let number = firstNumber
  const length = pieces.join('0'.repeat(digits)).length
  const sends = body === null ? '' : `content-type: application/json\r\ncontent-length: ${length}\r\n`
  const rest = ` HTTP/1.1\r\nhost: bench\r\nauthorization: ${authorization}\r\n${sends}\r\n`
  const templates = paths.map((path) => `${method} ${path}${rest}${body ?? ''}`.split('«n»'))
  return {
    next() {
      const template = templates[(Math.random() * templates.length) | 0] ?? []
      if (template.length < 2) return template.join()
      if (lastNumber !== undefined && number > lastNumber) throw new Error('There are too few customers')
      const text = String(number)
      number = number + 1 === 10 ** digits ? firstNumber : number + 1
      return template.join(text)
    },
    nextNumber: () => number,
  }
}

/** Takes the bytes of one connection as they come and calls `whole` for every answer. */
function answerReader(whole: (status: number, excerpt: string) => void): (chunk: Buffer) => void {
  let partOfHead: Buffer | null = null
  let status = 0
  let missingBytes = 0
  let excerpt = ''
  return (arrived) => {
    let chunk = arrived
    if (missingBytes === 0) {
      if (partOfHead) chunk = Buffer.concat([partOfHead, arrived])
      const end = chunk.indexOf('\r\n\r\n')
      partOfHead = end === -1 ? Buffer.from(chunk) : null // a copy: the buffer is used again
      if (end === -1) return
      const head = chunk.toString('latin1', 0, end)
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
      if (length === undefined)
        throw new Error(`An answer without content-length cannot be measured:\n${head}`)
      status = Number(head.slice(9, 12))
      missingBytes = Number(length)
      chunk = chunk.subarray(end + 4)
      excerpt = status > 299 ? chunk.toString('latin1', 0, 1000) : ''
    }
    missingBytes -= chunk.length
    if (missingBytes === 0) whole(status, excerpt)
  }
}
