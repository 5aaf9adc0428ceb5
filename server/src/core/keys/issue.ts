import { v7 as uuidv7 } from 'uuid'
import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import type { Column } from '../customers/customer.ts'
import { type Issue, Refusal } from '../problem.ts'
import { whileItWorks } from './asking.ts'
import { hashOf, hintOf, newSecretKey, type Scope, standardScopes } from './key.ts'
import { insertKey, type Key } from './sql.ts'

/** What is asked of a new key; what is left out is everything within the organization, without end. */
export interface KeyDraft {
  name: string
  scopes?: readonly Scope[] | undefined
  masked_fields?: readonly Column[] | undefined
  requests_per_minute?: number | null | undefined
  /** ISO 8601. */
  expires_at?: string | null | undefined
}

/** A new key, and its secret, which is kept nowhere. */
export interface IssuedKey {
  key: Key
  secret: string
}

/**
 * Makes a key of the organization of the key that asks. Raises forbidden for a scope that the asking key has not itself,
 * invalid for terms that do not go together, and as whileItWorks.
 */
export async function issueKeyFor(ctx: Context, draft: KeyDraft): Promise<IssuedKey> {
  refuseScopesBeyond(ctx, draft.scopes ?? standardScopes)
  return whileItWorks(ctx, ({ db, organizationId, actor }) => makeKey(db, organizationId, draft, actor))
}

/** Raises forbidden, naming the scopes that the asking key has not itself. */
export function refuseScopesBeyond(ctx: Context, scopes: readonly Scope[]): void {
  const issues = scopes.flatMap((scope, i): Issue[] =>
    ctx.scopes.includes(scope)
      ? []
      : [{ path: ['scopes', i], message: `${scope} is not a scope of the key that asks` }],
  )
  if (issues.length > 0) throw new Refusal({ kind: 'forbidden', issues })
}

/** Makes a key for whoever is above scopes. Raises invalid for terms that do not go together. */
export async function makeKey(
  db: Queryable,
  organizationId: string,
  draft: KeyDraft,
  by: string,
  { secret = newSecretKey(), replaces = null }: { secret?: string; replaces?: string | null } = {},
): Promise<IssuedKey> {
  const {
    name,
    scopes = standardScopes,
    masked_fields = [],
    requests_per_minute = null,
    expires_at = null,
  } = draft
  const issues = contradictions({ scopes, masked_fields, expires_at })
  if (issues.length > 0) throw new Refusal({ kind: 'invalid', issues })
  const key = await insertKey(db, organizationId, {
    id: uuidv7(),
    hash: hashOf(secret),
    hint: hintOf(secret),
    name,
    scopes,
    masked_fields,
    requests_per_minute,
    replaces,
    created_by: by,
    expires_at,
  })
  return { key, secret }
}

/** Makes a key for everything within the organization. @returns the secret. */
export async function issueKey(db: Queryable, organizationId: string, name: string): Promise<string> {
  return (await makeKey(db, organizationId, { name }, 'setup')).secret
}

const readingScopes: readonly Scope[] = ['customers:read', 'changes:read']

function contradictions({
  scopes,
  masked_fields,
  expires_at,
}: Required<Pick<KeyDraft, 'expires_at'>> & {
  scopes: readonly Scope[]
  masked_fields: readonly Column[]
}): Issue[] {
  const issues: Issue[] = []
  if (masked_fields.length > 0) {
    // Any other would show what is masked (an export, a key without masks) or change it unseen.
    scopes.forEach((scope, i) => {
      if (!readingScopes.includes(scope))
        issues.push({
          path: ['scopes', i],
          message: `${scope} does not go with masked fields: such a key only reads`,
        })
    })
  }
  if (expires_at && Date.parse(expires_at) <= Date.now())
    issues.push({ path: ['expires_at'], message: 'is in the past' })
  return issues
}
