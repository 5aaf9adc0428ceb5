import type { FastifyInstance } from 'fastify'
import type { FieldDefinition } from '../../core/fields/field.ts'
import { listFields } from '../../core/fields/fields.ts'
import { everyRow } from '../../core/page-by-id.ts'
import { type Admit, callerOf } from './admission.ts'
import { configsOf } from './configs.ts'
import { entitiesOf } from './entities.ts'
import { answerOf } from './envelope.ts'
import { send } from './format.ts'
import { serve } from './mount.ts'
import { parametersOf } from './parameters.ts'

/** What the organization has set up (contract sheet §4.7). */
export function organization(app: FastifyInstance, admit: Admit): void {
  const readingFields = admit({ resource: 'data_fields', level: 'READ' })
  serve(app, 'GET', '/organization/customfields', readingFields, async (request, reply) => {
    const { ctx } = callerOf(request)
    const scope = parametersOf(request).get('scope')?.toLowerCase()
    const fields = (await everyRow((query) => listFields(ctx, { kind: 'custom' }, query))).reverse()
    const all = scope === undefined ? fields : fields.filter((field) => field.scope === scope)
    const status = all.length > 0 ? found.fields : found.noFields
    const field = all.map(customField)
    return send(request, reply, organizationAnswer({ custom_fields: { field } }, status))
  })

  const reading = admit({ resource: 'organization', level: 'READ' })
  serve(app, 'GET', '/organization/configs', reading, async (request, reply) => {
    const { ctx, setup } = callerOf(request)
    const key = parametersOf(request).get('key')
    const config = configsOf(setup, ctx.organizationId).filter((one) => key === undefined || one.key === key)
    const status = config.length > 0 ? found.configs : found.noConfigs
    return send(request, reply, organizationAnswer({ configs: { config } }, status))
  })

  serve(app, 'GET', '/organization/entities', reading, async (request, reply) => {
    const type = parametersOf(request).get('type')?.toUpperCase() ?? 'TILL'
    const entity = await entitiesOf(callerOf(request).ctx, type)
    return send(request, reply, organizationAnswer({ entities: { type, entity } }, found.entities))
  })
}

const found = {
  fields: { code: 3200, message: 'Custom fields successfully retrieved' },
  noFields: { code: 3203, message: 'No custom fields found' },
  configs: { code: 3208, message: 'Configurations successfully retrieved' },
  noConfigs: { code: 3209, message: 'No configurations found' },
  entities: { code: 200, message: 'Success' },
}

function organizationAnswer(members: object, { code, message }: { code: number; message: string }): string {
  const item_status = { success: 'true', code: String(code), message, warnings: { warning: [] } }
  return answerOf('organization', JSON.stringify({ ...members, item_status }))
}

/** A definition in the contract's words (contract sheet §3.4). */
function customField(field: FieldDefinition) {
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    datatype: field.datatype,
    default: field.default_value ?? '',
    phase: field.phase,
    position: field.position,
    rule: field.rule ?? '',
    regex: field.regex ?? '',
    error: field.error ?? '',
    options: { option: field.options },
    scope: field.scope,
    is_mandatory: field.mandatory,
    is_disabled: field.disabled,
  }
}
