import type { FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { Refusal } from '../../core/problem.ts'
import type { Setup } from '../../core/setup/setup.ts'

/**
 * The items of `{root: {<name>: […]}}`, or of one, unread. Raises unreadable (media_type) where nothing says what was
 * sent, invalid where there is no such list (contract sheet §7-2, §7-5), registration (batch_limit) for too many (§7-6).
 */
export function itemsOf({ body, headers }: FastifyRequest, name: string, { rules }: Setup): unknown[] {
  if (body === undefined && headers['content-type'] === undefined)
    throw new Refusal({ kind: 'unreadable', reason: 'media_type' })
  const root = isMembers(body) ? body.root : undefined
  const items = isMembers(root) && Object.hasOwn(root, name) ? root[name] : undefined
  const list = Array.isArray(items) ? items : [items]
  if (list.length === 0 || items === undefined || items === null)
    throw new Refusal({ kind: 'invalid', issues: [{ path: ['root', name], message: 'Expected items' }] })
  if (list.length > rules.batch_limit)
    throw new Refusal({ kind: 'registration', rule: 'batch_limit', field: null })
  return list
}

/** An item in the shape of the schema, or null: one that is wrong fails alone (contract sheet §7-16). */
export function readItem<Schema extends v.GenericSchema>(
  schema: Schema,
  item: unknown,
): v.InferOutput<Schema> | null {
  // An element without content.
  const { success, output } = v.safeParse(schema, item === '' ? {} : item, { abortEarly: true })
  return success ? output : null
}

/** The identifiers that an item was sent with, as they were sent: what a refusal of it repeats. */
export function echoOf(item: unknown): [name: string, value: string][] {
  if (!isMembers(item)) return []
  return ['id', 'mobile', 'email', 'external_id'].flatMap((name) => {
    const value = Object.hasOwn(item, name) ? item[name] : undefined
    const isText = typeof value === 'string' || typeof value === 'number'
    return isText && value !== '' ? [[name, String(value).slice(0, mostEchoed)] as [string, string]] : []
  })
}

// An answer is no longer than what was asked.
const mostEchoed = 320

export const isMembers = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
