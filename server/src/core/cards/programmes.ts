import { v7 as uuidv7 } from 'uuid'
import { violatedConstraint } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import { isId } from '../id.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { Refusal } from '../problem.ts'
import type { CardProgramme, CardProgrammeChanges } from './programme.ts'
import { insertProgramme, selectProgramme, selectProgrammes, updateProgramme } from './sql.ts'

/** Sets up a card programme. Raises exists for a name that is in use. */
export function createCardProgramme(
  ctx: Context,
  draft: CardProgrammeChanges & { name: string },
): Promise<CardProgramme> {
  return withName(insertProgramme(ctx.db, ctx, uuidv7(), draft))
}

/** Changes what is there of the changes. Raises missing, and exists for a name that is in use. */
export async function updateCardProgramme(
  ctx: Context,
  id: string,
  changes: CardProgrammeChanges,
): Promise<CardProgramme> {
  return present(await withName(updateProgramme(ctx.db, ctx, knownProgrammeId(id), changes)))
}

/** Raises missing. */
export async function getCardProgramme(ctx: Context, id: string): Promise<CardProgramme> {
  return present(await selectProgramme(ctx.db, ctx.organizationId, knownProgrammeId(id)))
}

/** A page of the organization's card programmes, newest first. */
export function listCardProgrammes(
  { db, organizationId }: Context,
  query: PageQuery,
): Promise<Page<CardProgramme>> {
  const list = { organizationId, name: 'card_programmes' }
  return pageById(list, query, (walk) => selectProgrammes(db, organizationId, walk))
}

async function withName<Written>(write: Promise<Written>): Promise<Written> {
  try {
    return await write
  } catch (error) {
    if (violatedConstraint(error) !== 'card_programmes_name') throw error
    throw new Refusal({ kind: 'exists', what: 'card_programme', field: 'name' })
  }
}

/** The id of a programme as the database can take it. Raises missing. */
function knownProgrammeId(id: string): string {
  if (!isId(id)) throw missing()
  return id.toLowerCase()
}

function present(programme: CardProgramme | null): CardProgramme {
  if (!programme) throw missing()
  return programme
}

const missing = () => new Refusal({ kind: 'missing', what: 'card_programme', row: null })
