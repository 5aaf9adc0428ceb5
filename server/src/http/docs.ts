import type { FastifyInstance } from 'fastify'
import type { Dialect } from '../dialects/dialect.ts'

export function docs(app: FastifyInstance, dialects: Dialect[]): void {
  for (const dialect of dialects) app.get(`/openapi/${dialect.name}.json`, () => dialect.openapi())
}
