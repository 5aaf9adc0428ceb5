// The limit of the runtime: a server of nothing but `node:http` that answers every request with the same bytes.
import { createServer } from 'node:http'

export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

process.once('message', ({ status, headers, body }: Answer) => {
  const bytes = Buffer.from(body)
  const all = { ...headers, 'content-length': bytes.length }
  const server = createServer((request, response) => {
    const answer = () => response.writeHead(status, all).end(bytes)
    if (request.method === 'GET') answer()
    else request.resume().once('end', answer)
  })
  server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
})
process.once('disconnect', () => process.exit())
