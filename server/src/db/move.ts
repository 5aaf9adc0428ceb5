import type { Database, Queryable } from './database.ts'
import { Obstacle } from './failure.ts'

export interface Moved {
  tables: number
  rows: number
}

/**
 * Copies all rows of a database into an empty one of the same schema, and how far its sequences have come: all or
 * nothing. Which tables there are the database says itself, so that none is forgotten. Raises an obstacle where the other
 * is not empty, and fails where a table would not arrive as it was.
 */
export function moveAll(from: Database, to: Database): Promise<Moved> {
  return from.transaction((source) =>
    to.transaction(async (target) => {
      const tables = inOrder(await source.query<Table>(tablesText))
      for (const { name } of tables) await refuseRows(target, name)
      let rows = 0
      for (const table of tables) rows += await moveTable(source, target, table)
      for (const { name } of await source.query<{ name: string }>(sequencesText))
        await moveSequence(source, target, name)
      return { tables: tables.length, rows }
    }),
  )
}

interface Table {
  name: string
  /** Without those that are generated. */
  columns: string[]
  /** Tables that have to be there first. */
  refers: string[]
}

// Names are as they stand in a statement. The schema is up to date on both sides: which migrations that took is known.
const tablesText = `
select t.oid::regclass::text as name,
  (select jsonb_agg(quote_ident(attname) order by attnum) from pg_attribute
    where attrelid = t.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
  (select coalesce(jsonb_agg(distinct confrelid::regclass::text), '[]') from pg_constraint
    where conrelid = t.oid and contype = 'f' and confrelid <> conrelid) as refers
from pg_class t
where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
  and t.relname <> 'schema_migrations'
order by name`

const sequencesText = `
select oid::regclass::text as name from pg_class
where relnamespace = current_schema()::regnamespace and relkind = 'S' order by name`

/** Each after those that it refers to. */
function inOrder(tables: Table[]): Table[] {
  const ordered: Table[] = []
  const isThere = (name: string) => ordered.some((table) => table.name === name)
  while (ordered.length < tables.length) {
    const next = tables.find(({ name, refers }) => !isThere(name) && refers.every(isThere))
    if (!next) throw new Error('tables refer to each other in a circle')
    ordered.push(next)
  }
  return ordered
}

/** Locks the table, too: whoever starts a server there meanwhile waits. */
async function refuseRows(target: Queryable, name: string): Promise<void> {
  await target.query(`lock table ${name} in exclusive mode`, [], { prepare: false })
  const rows = await target.query(`select from ${name} limit 1`, [], { prepare: false })
  if (rows.length > 0)
    throw new Obstacle(`The database to move to is not empty: there are rows in its table ${name}.`)
}

// One answer that is stored for its idempotency key may have a megabyte.
const rowsAtOnce = 100

/** Rows travel as the text that PostgreSQL makes of them and reads again: exact, whatever the type. */
async function moveTable(source: Queryable, target: Queryable, table: Table): Promise<number> {
  const { name, columns } = table
  const insert = `
    insert into ${name} (${columns.join(', ')}) overriding system value
    select ${columns.map((column) => `(line).${column}`).join(', ')}
    from (select value::${name} as line from json_array_elements_text($1::text::json) offset 0) as lines`
  // What a trigger would write is moved, too.
  await target.query(`alter table ${name} disable trigger user`, [], { prepare: false })
  await source.query(`declare moving no scroll cursor for select t::text as line from ${name} as t`, [], {
    prepare: false,
  })
  for (;;) {
    const rows = await source.query<{ line: string }>(`fetch ${rowsAtOnce} from moving`, [], {
      prepare: false,
    })
    if (rows.length === 0) break
    await target.query(insert, [JSON.stringify(rows.map(({ line }) => line))], { prepare: false })
  }
  await source.query('close moving', [], { prepare: false })
  await target.query(`alter table ${name} enable trigger user`, [], { prepare: false })
  const [was, is] = [await digestOf(source, table), await digestOf(target, table)]
  if (was.digest !== is.digest) throw new Error(`the table ${name} has not arrived as it was`)
  return was.rows
}

async function digestOf(db: Queryable, { name, columns }: Table): Promise<{ rows: number; digest: string }> {
  const [digest] = await db.query<{ rows: number; digest: string }>(
    `select count(*) as rows, concat(count(*), ' ', sum(('x' || left(md5(line), 15))::bit(60)::bigint)) as digest
    from (select row(${columns.join(', ')})::text as line from ${name}) as lines`,
    [],
    { prepare: false },
  )
  if (!digest) throw new Error('an aggregate answers one row')
  return digest
}

async function moveSequence(source: Queryable, target: Queryable, name: string): Promise<void> {
  const [state] = await source.query<{ last: number; called: boolean }>(
    `select last_value as last, is_called as called from ${name}`,
    [],
    { prepare: false },
  )
  if (!state) throw new Error('a sequence has one row')
  await target.query('select setval($1::text::regclass, $2::text::bigint, $3)', [
    name,
    String(state.last),
    state.called,
  ])
}
