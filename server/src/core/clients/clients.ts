import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Context } from '../context.ts'
import { hashOf } from '../keys/key.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { knownId, present, withConstraints } from '../set-up.ts'
import {
  type ClientChanges,
  type ClientDraft,
  type IssuedClient,
  type OauthClient,
  standardTtlSeconds,
} from './client.ts'
import {
  insertClient,
  type KeptSecret,
  patchClient,
  replaceSecret,
  selectClient,
  selectClients,
} from './sql.ts'

/**
 * Sets up a client. Raises exists for a name or a key that is in use, invalid for a till or an access group that does
 * not work.
 * @param given a key and a secret of credentialForm, where they are not to be made.
 */
export async function createClient(
  ctx: Context,
  draft: ClientDraft,
  { key, secret }: { key: string; secret: string } = { key: newKey(), secret: newSecret() },
): Promise<IssuedClient> {
  const whole = { ...standard, ...draft, key }
  const write = insertClient(ctx, uuidv7(), whole, keptOf(secret))
  return { client: await withConstraints('oauth_client', 'oauth_clients', write), secret }
}

/**
 * Changes a client; one that is not active is refused, with all its tokens, on every process within a second. Raises
 * missing, and as createClient.
 */
export async function updateClient(ctx: Context, id: string, changes: ClientChanges): Promise<OauthClient> {
  const write = patchClient(ctx, knownId('oauth_client', id), changes)
  return present('oauth_client', await withConstraints('oauth_client', 'oauth_clients', write))
}

/**
 * Gives a client another secret: the old one gets no more tokens from now on, and those that it got are good until they
 * expire. Raises missing.
 */
export async function rotateClient(ctx: Context, id: string): Promise<IssuedClient> {
  const secret = newSecret()
  const client = await replaceSecret(ctx, knownId('oauth_client', id), keptOf(secret))
  return { client: present('oauth_client', client), secret }
}

/** Raises missing. */
export async function getClient({ db, organizationId }: Context, id: string): Promise<OauthClient> {
  return present('oauth_client', await selectClient(db, organizationId, knownId('oauth_client', id)))
}

/** A page of the organization's clients, newest first. */
export function listClients({ db, organizationId }: Context, query: PageQuery): Promise<Page<OauthClient>> {
  const list = { organizationId, name: 'oauth_clients' }
  return pageById(list, query, (walk) => selectClients(db, organizationId, walk))
}

const standard = {
  description: '',
  token_ttl_seconds: standardTtlSeconds,
  default_till_id: null,
  default_till_if_unknown: false,
  access_group_id: null,
  active: true,
}

const newKey = () => randomBytes(18).toString('base64url')
const newSecret = () => randomBytes(32).toString('base64url')
/** What is kept of a secret: its hash, and its last characters. */
export const keptOf = (secret: string): KeptSecret => ({ hash: hashOf(secret), hint: `…${secret.slice(-4)}` })
