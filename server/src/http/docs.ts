import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Chapter, Document } from './docs/document.ts'
import { page, script, style } from './docs/page.ts'

/** A contract that describes itself in OpenAPI 3.1. */
export interface Documented {
  name: string
  openapi(): object
}

/** `/openapi/<contract>.json` for machines, `/docs` for people: both made once, when first asked for. */
export function docs(app: FastifyInstance, contracts: Documented[]): void {
  for (const { name, openapi } of contracts) {
    let text: string | undefined
    app.get(`/openapi/${name}.json`, async (_request, reply) => {
      if (!text) text = JSON.stringify(openapi())
      return reply.type('application/json; charset=utf-8').send(text)
    })
  }

  let reference: string | undefined
  app.get('/docs', async (_request, reply) => {
    if (!reference) reference = page(contracts.map(chapter).filter(isDescribed))
    return reply.headers(headers).type('text/html; charset=utf-8').send(reference)
  })

  app.get('/', (_request, reply) => reply.redirect('/docs', 302))
}

// What describes itself in OpenAPI has the shape of it.
const chapter = ({ name, openapi }: Documented): Chapter => ({ name, document: openapi() as Document })
const isDescribed = ({ document }: Chapter) => Boolean(document.paths)

const digest = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`

// The icon is an empty data URL, so that browsers do not ask for one.
const headers = {
  'content-security-policy': `default-src 'none'; style-src ${digest(style)}; script-src ${digest(script)}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
