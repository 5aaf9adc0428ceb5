import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js'
import { testApp } from './app.ts'
import { flags } from './consumers.ts'
import { refusesAll } from './refusals.ts'

const app = await testApp()

describe('a member of the wrong type', async () => {
  const document = (await app.withHeaders({}).get('/openapi/fanfare.json')).body
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'document', ...document })
  const { ConsumerInput, NewConsumers, ConsumerChanges } = document.components.schemas
  const values = [null, true, 0, 7.5, -1, 'x', '', [], ['x'], [{}], {}, { a: { b: 1 } }, { latitude: 'x' }]

  /** Members of the schema with each value that it does not take. */
  const wrong = (schema: AnySchemaObject) =>
    Object.entries(schema.properties).map(([member, taken]) => {
      const text = JSON.stringify(taken).replaceAll('"#/', '"document#/')
      const takes = ajv.compile(JSON.parse(text))
      return [member, values.filter((value) => !takes(value)).map((value) => ({ [member]: value }))] as const
    })

  const operations = [
    ['POST', '/api/consumers', ConsumerInput, (row: object) => row],
    ['PUT', '/api/consumers/{id}', ConsumerInput, (row: object) => row],
    [
      'POST',
      '/api/consumers/batch',
      NewConsumers.items,
      (row: object) => ({ consumers: [flags, { ...flags, ...row }] }),
    ],
    ['PUT', '/api/consumers/batch', ConsumerChanges.items, (row: object) => [{ id: 'x', ...row }]],
  ] as const
  for (const [method, path, schema, bodyOf] of operations) {
    for (const [member, rows] of wrong(schema)) {
      it(`${member} in ${method} ${path}`, async () => {
        assert.ok(rows.length > 3)
        await refusesAll(
          app,
          rows.map((row) => ({ path, method, body: bodyOf(row) })),
        )
      })
    }
  }
})
