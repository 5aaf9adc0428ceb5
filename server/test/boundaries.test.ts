import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { columns } from '../src/core/customers/customer.ts'
import { testDatabase } from './database.ts'

const server = fileURLToPath(new URL('..', import.meta.url))
const files = ['src', 'migrations']
  .flatMap((folder) =>
    readdirSync(join(server, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  )
  .filter((name) => /\.(ts|sql)$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(server, name), 'utf8') }))

/** What a file of each room may import of ours; the first pattern that fits the file counts. */
const rooms: { room: RegExp; imports: RegExp; types?: RegExp }[] = [
  { room: /^src\/db\//, imports: /^src\/db\// },
  { room: /^src\/core\//, imports: /^src\/(core|db)\// },
  {
    room: /^src\/dialects\/(?<dialect>[^/]+)\//,
    imports: /^src\/(core\/|dialects\/[^/]+$|dialects\/<dialect>\/)/,
    types: /^src\/db\//,
  },
  { room: /^src\/dialects\//, imports: /^src\/(core\/|dialects\/[^/]+$)/, types: /^src\/db\// },
  {
    room: /^src\/http\//,
    imports: /^src\/(http\/|core\/problem\.ts$|db\/(failure|places)\.ts$)/,
    types: /^src\/(db\/database|dialects\/dialect)\.ts$/,
  },
  { room: /^src\/jobs\//, imports: /^src\/(jobs|core|db)\// },
  { room: /^src\/config\.ts$/, imports: /^src\/(core\/keys\/key|db\/addresses)\.ts$/ },
  {
    room: /^src\/services\.ts$/,
    imports: /^src\/(core|db|http)\//,
    types: /^src\/(config|dialects\/dialect)\.ts$/,
  },
  { room: /^src\/app\.ts$/, imports: /^src\/(dialects|http)\//, types: /^src\/services\.ts$/ },
  {
    room: /^src\/commands\//,
    // What is typed at a terminal is read by the rules of the native API.
    imports:
      /^src\/(commands\/|app\.ts|services\.ts|core\/|db\/|jobs\/|dialects\/(wire|native\/[\w-]+-schemas)\.ts$)/,
    types: /^src\/config\.ts$/,
  },
  { room: /^src\/program\.ts$/, imports: /^src\/(commands\/|config\.ts|core\/problem\.ts|db\/failure\.ts)/ },
]

function allowed(name: string, target: string, typeOnly: boolean): boolean {
  const rule = rooms.find(({ room }) => room.test(name))
  assert.ok(rule, `${name} is in no room: say here what it may import`)
  const dialect = rule.room.exec(name)?.groups?.dialect ?? ''
  const imports = new RegExp(rule.imports.source.replace('<dialect>', dialect))
  return imports.test(target) || (typeOnly && rule.types?.test(target) === true)
}

function importsOf(name: string, text: string): { target: string; typeOnly: boolean }[] {
  const statements = text.matchAll(
    /^(?:import|export)\b([^'"]*?)(?:\bfrom\s+)?['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]/gm,
  )
  return [...statements].map(([, what = '', at, later]) => ({
    target: relative(server, resolve(server, dirname(name), at ?? later ?? '')),
    typeOnly: /^\s*type\b/.test(what) || /^\s*\{(\s*type\s[^,}]+,?)+\s*\}\s*$/.test(what),
  }))
}

describe('the source', () => {
  it('is imported only downwards: main, commands, app, dialects, core, db; and app, http', () => {
    const imports = files.flatMap(({ name, text }) => importsOf(name, text).map((one) => ({ name, ...one })))
    assert.ok(imports.length > files.length)
    const wrong = imports
      .filter(({ name, target, typeOnly }) => !allowed(name, target, typeOnly))
      .map(({ name, target }) => `${name} imports ${target}`)
    assert.deepEqual(wrong, [])
  })

  it('names no vendor outside of its dialect and the place where that is mounted', () => {
    const wrong = files
      .filter(({ name }) => !name.startsWith(join('src', 'dialects')) && name !== join('src', 'app.ts'))
      .filter(({ name, text }) => /fanfare|imprint|capillary|consumer/i.test(name + text))
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    )
  })

  it('reads the environment in one file', () => {
    const readers = files.filter(({ text }) => text.includes('process.env'))
    assert.deepEqual(
      readers.map(({ name }) => name),
      [join('src', 'program.ts')],
    )
  })

  it('imports no value of node:http, which would load an HTTP client: a tenth of a second of the start, and 3 MB', () => {
    const wrong = files.filter(({ text }) => /^import (?!type\b).*'node:https?'$/m.test(text))
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    )
  })

  it('stays within its budgets: a median of 80 lines, nine in ten within 200, none over 400', () => {
    const lines = files
      .filter(({ name }) => name.endsWith('.ts'))
      .map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }))
      .toSorted((a, b) => a.lines - b.lines)
    const at = (share: number) => lines[Math.floor(share * (lines.length - 1))]?.lines ?? 0
    assert.ok(at(0.5) <= 80, `the median is ${at(0.5)}`)
    assert.ok(at(0.9) <= 200, `one file in ten is longer than ${at(0.9)}`)
    assert.deepEqual(
      lines.filter((file) => file.lines > 400),
      [],
    )
  })

  it('has no room for whatever is left', () => {
    const rooms = /^(utils?|helpers?|types|common|shared|misc)(\.ts)?$/
    const wrong = files.filter(
      ({ name }) =>
        rooms.test(basename(name)) ||
        dirname(name)
          .split('/')
          .some((part) => rooms.test(part)),
    )
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    )
  })
})

describe('the schema', async () => {
  const { db } = await testDatabase()

  it('says what every table and column is for', async () => {
    const silent = await db.query<{ name: string }>(`
      select t.relname || coalesce('.' || a.attname, '') as name
      from pg_class t
      cross join lateral (
        select 0 as attnum, null as attname
        union all
        select attnum, attname from pg_attribute where attrelid = t.oid and attnum > 0 and not attisdropped
      ) a
      where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p', 'v', 'm')
        and col_description(t.oid, a.attnum) is null and (a.attnum > 0 or obj_description(t.oid, 'pg_class') is null)
      order by name`)
    assert.deepEqual(
      silent.map(({ name }) => name),
      [],
    )
  })

  it('leads the primary key and every unique index of a table of an organization with the organization', async () => {
    const wrong = await db.query<{ index: string }>(`
      select i.indexrelid::regclass::text as index from pg_index i
      join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'organization_id'
      join pg_class t on t.oid = i.indrelid and t.relnamespace = 'public'::regnamespace
      where i.indisunique and i.indkey[0] <> a.attnum`)
    assert.deepEqual(
      wrong.map(({ index }) => index),
      [],
    )
  })

  it('has the columns of customers that the code has, of the same kinds, and the two that never leave', async () => {
    const rows = await db.query<{ name: string; type: string; nullable: boolean }>(`
      select attname as name, format_type(atttypid, null) as type, not attnotnull as nullable
      from pg_attribute where attrelid = 'customers'::regclass and attnum > 0 and not attisdropped`)
    const real = rows.map(({ name, type, nullable }) => [
      name,
      `${kinds[type] ?? type}${nullable ? '?' : ''}`,
    ])
    assert.deepEqual(Object.fromEntries(real), {
      ...columns,
      number: 'integer',
      ssn_hash: 'bytea?',
      search_key: 'text',
    })
  })
})

const kinds: Record<string, string> = {
  smallint: 'integer',
  bigint: 'integer',
  'double precision': 'number',
  numeric: 'decimal',
  'timestamp with time zone': 'time',
  jsonb: 'json',
}
