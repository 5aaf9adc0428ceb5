import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Problem } from '../../core/problem.ts'
import type { Answer, Dialect, Tools } from '../dialect.ts'
import { admission } from './admission.ts'
import { say, sayInData, sayInEntity } from './errors.ts'
import { extendedFields } from './extended-fields.ts'
import { getting } from './get.ts'
import { takeXml } from './mount.ts'
import { openapi } from './openapi.ts'
import { organization } from './organization.ts'
import { registering } from './register.ts'
import { requestLogs } from './request-logs.ts'
import { requests } from './requests.ts'
import { searching } from './search.ts'
import { subscriptions } from './subscriptions.ts'
import { tokens } from './token.ts'
import { updatingIdentity } from './update-identity.ts'

/** The loyalty contract: `/v1.1`, and of its later versions the tokens and the extended fields. */
export const capillary = {
  name: 'capillary',
  title: 'Capillary-style loyalty customers',
  mounts: [
    mount('/v1.1', customers, say),
    mount('/v3/oauth', tokens, sayInData),
    mount('/v2/extendedFields', (app, tools) => extendedFields(app, admission(tools)), sayInEntity),
  ],
  openapi,
} satisfies Dialect

type Routes = (app: FastifyInstance, tools: Tools) => void

function mount(prefix: string, routes: Routes, say: (problem: Problem, request: FastifyRequest) => Answer) {
  return {
    prefix,
    routes(app: FastifyInstance, tools: Tools) {
      app.decorateRequest('caller')
      routes(app, tools)
    },
    say,
  }
}

function customers(app: FastifyInstance, tools: Tools): void {
  takeXml(app, tools)
  const admit = admission(tools)
  registering(app, admit)
  getting(app, admit)
  searching(app, admit)
  subscriptions(app, admit)
  updatingIdentity(app, admit)
  requests(app, admit)
  requestLogs(app, admit)
  organization(app, admit)
}
