import type { FastifyInstance } from 'fastify'
import { changeRules, getRules } from '../../core/registration-rules/change.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { noParameters } from './key-schemas.ts'
import { ruleChanges } from './rule-schemas.ts'
import { setUpOnce } from './set-up-once.ts'
import { sendThing } from './thing.ts'

/** How the organization registers customers: one set of rules, which is always there. */
export function registrationRules(app: FastifyInstance, tools: Tools): void {
  const enter = admission(tools, secretOf)

  app.get('/registration-rules', enter({ scope: 'settings:read' }), async (request) => {
    read(noParameters, request.query)
    return getRules(contextOf(request))
  })

  app.patch('/registration-rules', enter({ scope: 'settings:admin' }), async (request, reply) => {
    read(noParameters, request.query)
    const changes = read(ruleChanges, request.body)
    const rules = await setUpOnce(tools, request, 'changeRegistrationRules', (ctx) =>
      changeRules(ctx, changes),
    )
    return sendThing(request, reply, rules)
  })
}
