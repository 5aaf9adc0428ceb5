import type { FastifyInstance } from 'fastify'
import type { FieldDefinition } from '../../core/fields/field.ts'
import { listFields } from '../../core/fields/fields.ts'
import { everyRow } from '../../core/page-by-id.ts'
import { type Admit, callerOf } from './admission.ts'
import { standingHeaders } from './format.ts'

/** The extended fields that are defined, by what they belong to (contract sheet §4.7): JSON alone, as all of `/v2` is. */
export function extendedFields(app: FastifyInstance, admit: Admit): void {
  app.get('', admit({ resource: 'data_fields', level: 'READ' }), async (request, reply) => {
    reply.headers(standingHeaders(request))
    const { ctx } = callerOf(request)
    const all = (await everyRow((query) => listFields(ctx, { kind: 'extended' }, query))).reverse()
    const scopes = ['CUSTOMER', ...all.map(scopeOf)]
    const entity = Object.fromEntries(
      scopes.map((scope) => [scope, all.filter((field) => scopeOf(field) === scope).map(fieldOf)]),
    )
    return { entity, warnings: [], errors: [], success: true }
  })
}

const scopeOf = ({ scope }: FieldDefinition) => scope.toUpperCase()

function fieldOf(field: FieldDefinition) {
  return {
    name: field.name,
    label: field.label,
    dataType: field.datatype,
    entityType: scopeOf(field),
    defaultValue: field.default_value,
    enumValues: field.options,
    isMandatory: field.mandatory,
    isEnabled: !field.disabled,
    createdBy: field.created_by,
    createdOn: field.created_at,
  }
}
