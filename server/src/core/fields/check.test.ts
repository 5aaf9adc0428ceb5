import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkCustom, checkExtended } from './check.ts'
import type { FieldDefinition } from './field.ts'

const blank: FieldDefinition = {
  id: '018f0000-0000-7000-8000-000000000001',
  kind: 'custom',
  scope: 'loyalty_registration',
  name: '',
  label: '',
  type: 'text',
  datatype: 'String',
  default_value: null,
  phase: 0,
  position: 0,
  rule: null,
  regex: null,
  error: null,
  options: [],
  mandatory: false,
  disabled: false,
  created_at: '2026-01-01T00:00:00.000Z',
  created_by: 'test',
}
const defined = (...fields: Partial<FieldDefinition>[]) =>
  new Map(fields.map((field) => [(field.name ?? 'f').toLowerCase(), { ...blank, name: 'f', ...field }]))
const customOne = (field: Partial<FieldDefinition>, value: string | null) =>
  checkCustom(defined(field), [{ name: 'f', value }])
const extendedOne = (field: Partial<FieldDefinition>, value: string | null) =>
  checkExtended(defined({ kind: 'extended', datatype: 'STRING', ...field }), [{ name: 'F', value }])

const kept = (value: string | null) => ({ values: { f: value }, invalid: [] })
const refused = (name: string) => ({ values: {}, invalid: [name] })
const ignored = { values: {}, invalid: [] }

describe('custom fields', () => {
  it('keep the valid ones where others are not defined, disabled, or do not fit', () => {
    const definitions = defined(
      { name: 'shoe' },
      { name: 'off', disabled: true },
      { name: 'n', datatype: 'Integer' },
    )
    const sent = { shoe: '6', unknown: 'x', off: 'x', n: 'six' }
    assert.deepEqual(
      checkCustom(
        definitions,
        Object.entries(sent).map(([name, value]) => ({ name, value })),
      ),
      { values: { shoe: '6' }, invalid: ['unknown', 'off', 'n'] },
    )
  })

  it('are cleared by an empty value and left alone by none', () => {
    assert.deepEqual(customOne({ datatype: 'Integer' }, ''), kept(null))
    assert.deepEqual(customOne({}, null), ignored)
    assert.deepEqual(customOne({ disabled: true }, ''), refused('f'))
  })

  it('are told apart by the case of their names', () => {
    assert.deepEqual(checkCustom(defined({}), [{ name: 'F', value: 'x' }]), refused('F'))
  })

  const accepted: [Partial<FieldDefinition>, string][] = [
    [{}, 'x'.repeat(250)],
    [{ datatype: 'Integer' }, '-12'],
    [{ datatype: 'Double' }, '1.5'],
    [{ datatype: 'Double' }, '2e3'],
    [{ datatype: 'Boolean' }, 'TRUE'],
    [{ datatype: 'Boolean' }, '0'],
    [{ type: 'select', options: ['a', 'b'] }, 'b'],
    [{ type: 'checkbox', options: ['46', '47'] }, '["46","47"]'],
    [{ type: 'checkbox', options: ['46'] }, '[]'],
    [{ type: 'radio', options: ['46'] }, '["46"]'],
    [{ type: 'checkbox', datatype: 'Integer' }, '["46"]'],
    [{ regex: '^[A-Z]{2}\\d+$' }, 'AB12'],
    [{}, '["any text"]'],
  ]
  for (const [field, value] of accepted)
    it(`keep ${value.slice(0, 20)} as it was sent where it may be ${JSON.stringify(field)}`, () => {
      assert.deepEqual(customOne(field, value), kept(value))
    })

  const wrong: [Partial<FieldDefinition>, string][] = [
    [{}, 'x'.repeat(251)],
    [{ datatype: 'Integer' }, '1.5'],
    [{ datatype: 'Integer' }, '1'.repeat(19)],
    [{ datatype: 'Double' }, 'NaN'],
    [{ datatype: 'Boolean' }, 'maybe'],
    [{ type: 'select', options: ['a', 'b'] }, 'A'],
    [{ type: 'checkbox', options: ['46'] }, '["46","48"]'],
    [{ type: 'checkbox', options: ['46'] }, '["46"'],
    [{ type: 'checkbox' }, '[46]'],
    [{ type: 'checkbox', datatype: 'Integer' }, '["x"]'],
    [{ type: 'text', options: ['46'] }, '["46"]'],
    [{ regex: '^[A-Z]{2}\\d+$' }, 'AB'],
  ]
  for (const [field, value] of wrong)
    it(`refuse ${value.slice(0, 20)} where it may be ${JSON.stringify(field)}`, () => {
      assert.deepEqual(customOne(field, value), refused('f'))
    })
})

describe('extended fields', () => {
  it('are found by their names in any case, and kept under the one of the definition', () => {
    assert.deepEqual(
      checkExtended(defined({ name: 'Gender', datatype: 'STRING' }), [{ name: 'gENDER', value: 'x' }]),
      {
        values: { Gender: 'x' },
        invalid: [],
      },
    )
  })

  it('are left alone by an empty value and by none, defined or not', () => {
    for (const value of ['', null]) {
      assert.deepEqual(extendedOne({}, value), ignored)
      assert.deepEqual(checkExtended(defined({}), [{ name: 'unknown', value }]), ignored)
    }
  })

  it('are refused by the name that was sent when they are not defined or disabled', () => {
    assert.deepEqual(checkExtended(defined({}), [{ name: 'Unknown', value: 'x' }]), refused('Unknown'))
    assert.deepEqual(extendedOne({ disabled: true }, 'x'), refused('F'))
  })

  const enumerated: Partial<FieldDefinition> = { datatype: 'STANDARD_ENUM', options: ['Male', 'Female'] }
  const forms: [Partial<FieldDefinition>, string, string][] = [
    [enumerated, 'male', 'Male'],
    [{ ...enumerated, datatype: 'CUSTOM_ENUM' }, ' FEMALE', 'Female'],
    [{ datatype: 'DATETIME' }, '1998/12/01', '1998-12-01'],
    [{ datatype: 'DATETIME' }, '1998-12-01', '1998-12-01'],
    [{ datatype: 'DATETIME' }, '1998-12-01T08:15:00Z', '1998-12-01T08:15:00Z'],
    [{ datatype: 'DATETIME' }, '1998-12-01T01:15:00+05:30', '1998-11-30T19:45:00Z'],
    [{ datatype: 'INTEGER' }, ' 12', '12'],
    [{ datatype: 'DOUBLE' }, '1.5', '1.5'],
    [{ datatype: 'COUNTRY' }, 'pt', 'PT'],
    [{ datatype: 'COUNTRY' }, 'prt', 'PRT'],
    [{ datatype: 'COUNTRY' }, 'portugal', 'Portugal'],
    [{ datatype: 'LANGUAGE' }, 'PT', 'pt'],
    [{ datatype: 'LANGUAGE' }, 'portuguese', 'Portuguese'],
    [{ datatype: 'CURRENCY' }, 'eur', 'EUR'],
    [{ datatype: 'ORG_ENTITY' }, 'leeds.till02', 'leeds.till02'],
    [{ datatype: 'STRING' }, ' kept as it is ', ' kept as it is '],
    [{ datatype: 'STRING', regex: '^\\d{3}$' }, '123', '123'],
  ]
  for (const [field, sent, value] of forms)
    it(`keep ${sent} as ${value} where it is ${field.datatype}`, () => {
      assert.deepEqual(extendedOne(field, sent), kept(value))
    })

  const wrong: [Partial<FieldDefinition>, string][] = [
    [enumerated, 'other'],
    [{ datatype: 'DATETIME' }, '1998-02-30'],
    [{ datatype: 'DATETIME' }, '1998-02-30T00:00:00Z'],
    [{ datatype: 'DATETIME' }, '1998-12-01T25:00:00Z'],
    [{ datatype: 'DATETIME' }, '1998-12-01T00:00:00+99:00'],
    [{ datatype: 'DATETIME' }, '1998/12-01'],
    [{ datatype: 'DATETIME' }, '0000-01-01'],
    [{ datatype: 'DATETIME' }, 'yesterday'],
    [{ datatype: 'INTEGER' }, '1.5'],
    [{ datatype: 'DOUBLE' }, '1,5'],
    [{ datatype: 'COUNTRY' }, 'XX'],
    [{ datatype: 'LANGUAGE' }, 'xx'],
    [{ datatype: 'CURRENCY' }, 'ZZZ'],
    [{ datatype: 'STRING' }, 'x'.repeat(251)],
    [{ datatype: 'STRING', regex: '^\\d{3}$' }, '12'],
  ]
  for (const [field, value] of wrong)
    it(`refuse ${value.slice(0, 30)} where it is ${field.datatype}`, () => {
      assert.deepEqual(extendedOne(field, value), refused('F'))
    })
})
