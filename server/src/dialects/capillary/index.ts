import type { FastifyInstance } from 'fastify'
import type { Dialect, Mount, Tools } from '../dialect.ts'
import { admission } from './admission.ts'
import { say } from './errors.ts'
import { getting } from './get.ts'
import { takeXml } from './mount.ts'
import { openapi } from './openapi.ts'
import { registering } from './register.ts'

/** The loyalty contract: `/v1.1`, and of its later versions the tokens and the extended fields. */
export const capillary = {
  name: 'capillary',
  title: 'Capillary-style loyalty customers',
  mounts: [mount('/v1.1', customers), mount('/v3/oauth', tokens), mount('/v2/extendedFields', fields)],
  openapi,
} satisfies Dialect

function mount(prefix: string, routes: (app: FastifyInstance, tools: Tools) => void): Mount {
  return {
    prefix,
    routes(app, tools) {
      takeXml(app)
      app.decorateRequest('caller')
      routes(app, tools)
    },
    say: (problem, request) => say(problem, request),
  }
}

function customers(app: FastifyInstance, tools: Tools): void {
  const admit = admission(tools)
  registering(app, admit)
  getting(app, admit)
}
function tokens(_app: FastifyInstance, _tools: Tools): void {}
function fields(_app: FastifyInstance, _tools: Tools): void {}
