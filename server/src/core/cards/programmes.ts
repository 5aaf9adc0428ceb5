import { v7 as uuidv7 } from 'uuid'
import type { Context } from '../context.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { knownId, present, withConstraints } from '../set-up.ts'
import type { CardProgramme, CardProgrammeChanges } from './programme.ts'
import { insertProgramme, selectProgramme, selectProgrammes, updateProgramme } from './sql.ts'

/** Sets up a card programme. Raises exists for a name that is in use. */
export function createCardProgramme(
  ctx: Context,
  draft: CardProgrammeChanges & { name: string },
): Promise<CardProgramme> {
  return withConstraints('card_programme', 'card_programmes', insertProgramme(ctx.db, ctx, uuidv7(), draft))
}

/** Changes what is there of the changes. Raises missing, and exists for a name that is in use. */
export async function updateCardProgramme(
  ctx: Context,
  id: string,
  changes: CardProgrammeChanges,
): Promise<CardProgramme> {
  const write = updateProgramme(ctx.db, ctx, knownId('card_programme', id), changes)
  return present('card_programme', await withConstraints('card_programme', 'card_programmes', write))
}

/** Raises missing. */
export async function getCardProgramme(ctx: Context, id: string): Promise<CardProgramme> {
  const programme = await selectProgramme(ctx.db, ctx.organizationId, knownId('card_programme', id))
  return present('card_programme', programme)
}

/** A page of the organization's card programmes, newest first. */
export function listCardProgrammes(
  { db, organizationId }: Context,
  query: PageQuery,
): Promise<Page<CardProgramme>> {
  const list = { organizationId, name: 'card_programmes' }
  return pageById(list, query, (walk) => selectProgrammes(db, organizationId, walk))
}
