import { atOnce } from '../../db/at-once.ts'
import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import type { Context } from '../context.ts'
import { type Criteria, type Given, isIdentified, isOfFew, operandOf } from './criteria.ts'
import { type Item, itemOf, items } from './list-item.ts'
import type { Source } from './list-pieces-sql.ts'
import { type Found, nobody, type Reader } from './list-read.ts'
import type { Walk } from './list-sort.ts'
import { shapeOfWay, sourceOf, type Told, type Way } from './list-sql.ts'
import { isCandidate } from './term-sql.ts'
import type { View } from './view.ts'

/** Reads the customers in a view that the database can write: their JSON in UTF-8, with commas between. */
export function readWritten(view: View, json: string): Reader<Buffer> {
  return { none: { ...nobody, shown: nothing }, read }

  async function read({ db }: Context, way: Way, criteria: Criteria, walk: Walk): Promise<Found<Buffer>> {
    const item = itemOf(way, criteria, walk)
    const text = (operands: Given['operands']) =>
      writtenText(json, sourceOf(way, criteria, walk, operandOf(operands)), walk)
    if (!isOfFew(criteria)) {
      const [row] = await readRows(db.inTurn, text(item.operands), [item], false)
      return foundOf(row, walk)
    }
    const manner = mannerOf(way, criteria, walk)
    const statement = statementOf(view, shapeOf(way, criteria, walk), () => ({ ...manner, text: text([]) }))
    return foundOf(await db.gather(statement, item), walk)
  }
}

function mannerOf(way: Way, criteria: Criteria, walk: Walk) {
  if (isBrief(way, criteria, walk)) return isIdentified(criteria) ? single : paged
  return criteria.search === undefined ? alone : searched
}

/** Whether it reads little more than it answers, so that others can go with it. */
function isBrief(
  way: Way,
  { search, archived, createdFrom, createdBefore }: Criteria,
  { sort }: Walk,
): boolean {
  if (search !== undefined || archived) return false
  return (
    way.by === 'looking up' ||
    sort === 'created_at' ||
    (createdFrom === undefined && createdBefore === undefined)
  )
}

/** What the text of a statement depends on. */
function shapeOf(way: Way, criteria: Criteria, { sort, ascending, backward, position }: Walk): string {
  const { search, archived = false, ...others } = criteria
  const names = Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : name))
  const place = position && (position.value === null ? 'null' : 'value')
  return JSON.stringify([
    shapeOfWay(way),
    sort,
    ascending,
    backward,
    place,
    archived,
    names,
    search && isCandidate(search),
  ])
}

function writtenText(json: string, source: Source, { sort, backward }: Walk): string {
  // One row more is read than is shown.
  const shown = 'filter (where c.place < i.rows)'
  const nth = (column: string, which: string) => `(array_agg(c.${column}) ${shown})[${which}]`
  const key = (which: string) => (sort === 'created_at' ? 'null::text' : nth(sort, which))
  const [nearest, farthest] = ['1', 'least(count(*), i.rows - 1)']
  const [first, last] = backward ? [farthest, nearest] : [nearest, farthest]
  return `
select i.place, p.* from ${items} cross join lateral (
  ${source.with}
  select ${source.told} as told, count(*) as rows,
    ${nth('id', first)} as first_id, ${key(first)} as first_key, ${nth('id', last)} as last_id, ${key(last)} as last_key,
    string_agg(${json}, ','${backward ? ' order by c.place desc' : ''}) ${shown} as json
  from (${source.select}) c
) p`
}

interface WrittenRow {
  place: number
  told: Told
  rows: number
  first_id: string | null
  first_key: string | number | null
  last_id: string | null
  last_key: string | number | null
  json: Buffer | null
}

type Statement = Gathered<Item, WrittenRow | undefined>

// A page is some 40 kB: more of them at once would take more memory than time.
const paged = { lane: 'pages', most: 8 } as const
const single = { ...paged, lane: 'reads' } as const
const searched = { lane: 'inTurn', line: 'searches', most: 4 } as const
const alone = { lane: 'inTurn', most: 1 } as const

const statements = new WeakMap<View, Map<string, Statement>>()

function statementOf(
  view: View,
  shape: string,
  make: () => Pick<Statement, 'lane' | 'line' | 'most'> & { text: string },
) {
  const ofView = statements.get(view) ?? new Map<string, Statement>()
  statements.set(view, ofView)
  const known = ofView.get(shape)
  if (known) return known
  const { text, ...manner } = make()
  const statement: Statement = { ...manner, run: (db, all) => readRows(db, text, all, true) }
  ofView.set(shape, statement)
  return statement
}

async function readRows(db: Queryable, text: string, all: Item[], prepare: boolean) {
  const parameter = atOnce(JSON.stringify(all.map((item, place) => ({ place, ...item }))))
  const rows = await db.queryWritten<WrittenRow>(text, [parameter], { prepare })
  const inOrder: (WrittenRow | undefined)[] = all.map(() => undefined)
  for (const row of rows) inOrder[row.place] = row
  return inOrder
}

function foundOf(row: WrittenRow | undefined, { rows }: Walk): Found<Buffer> {
  if (!row) throw new Error('a list was not answered')
  const { first_id, first_key, last_id, last_key, json, told } = row
  return {
    shown: json ?? nothing,
    first: first_id === null ? null : { id: first_id, key: first_key },
    last: last_id === null ? null : { id: last_id, key: last_key },
    more: row.rows === rows,
    told,
  }
}

const nothing = Buffer.alloc(0)
