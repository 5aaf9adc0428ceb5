import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Added, addIdentityRequest } from '../../core/identity-requests/add.ts'
import type { Identifier, Problem } from '../../core/problem.ts'
import { type Admit, type Caller, callerOf } from './admission.ts'
import { done, identityFailed, refused, type Said } from './codes.ts'
import { eachItem, inOrder } from './each-item.ts'
import { doneItem, statusOf } from './envelope.ts'
import { send } from './format.ts'
import { isMembers, itemsOf, readItem } from './items.ts'
import { findBy } from './look-up.ts'
import { serve } from './mount.ts'
import { identityChange } from './schemas.ts'

/** Asking for another value of an identifier, which is changed when the request is approved (contract sheet §4.4). */
export function updatingIdentity(app: FastifyInstance, admit: Admit): void {
  const writing = admit({ resource: 'customer', level: 'WRITE' })
  serve(app, 'POST', '/customer/update_identity', writing, async (request, reply) =>
    send(request, reply, await answerTo(request)),
  )
}

const fieldOf: Record<string, Identifier> = { mobile: 'phone', email: 'email', external_id: 'external_id' }

interface Sent {
  identifier: 'mobile' | 'email' | 'external_id'
  oldValue: string
  newValue: string
}

async function answerTo(request: FastifyRequest): Promise<string> {
  const caller = callerOf(request)
  const answers = await eachItem<Sent, { added: Added; sent: Sent }>(
    request,
    itemsOf(request, 'customer', caller.setup),
    {
      read: readChange,
      echo: echoOf,
      say,
      shapeless: identityFailed,
      act: (all) => inOrder(all, (sent) => ask(caller, sent)),
      show: (all) =>
        all.map(({ sent: { identifier, oldValue, newValue } }) =>
          doneItem(
            { identifier, old_value: oldValue, new_value: newValue, updated: 'true' },
            done.identityRequested,
          ),
        ),
    },
  )
  // The one item of it is an object here (contract sheet §4.4, §7-5); several are a list.
  const [first] = answers
  const shown = answers.length === 1 ? first?.json : `[${answers.map(({ json }) => json).join()}]`
  return `{"response":{"status":${statusOf(answers)},"customers":{"customer":${shown}}}}`
}

function readChange(item: unknown): Sent | null {
  const sent = readItem(identityChange, item)
  const identifier = sent?.identifier?.toLowerCase() ?? ''
  if (!sent || !Object.hasOwn(fieldOf, identifier) || !sent.old_value || !sent.new_value) return null
  return { identifier: identifier as Sent['identifier'], oldValue: sent.old_value, newValue: sent.new_value }
}

async function ask({ ctx, setup }: Caller, sent: Sent): Promise<{ added: Added; sent: Sent }> {
  const { customer } = await findBy(ctx, setup, sent.identifier, sent.oldValue)
  const added = await addIdentityRequest(ctx, setup, {
    kind: fieldOf[sent.identifier] ?? 'phone',
    customerId: customer.id,
    targetId: null,
    oldValue: sent.oldValue,
    newValue: sent.newValue,
    reference: null,
    requestedAt: null,
  })
  return { added, sent }
}

/** Everything but a duplicate is one failure here. */
function say(problem: Problem): Said {
  const isDuplicate = problem.kind === 'registration' && problem.rule === 'request_pending'
  return isDuplicate ? refused.request_pending : identityFailed
}

function echoOf(item: unknown): [string, string][] {
  if (!isMembers(item)) return []
  return ['identifier', 'old_value', 'new_value'].flatMap((name) => {
    const value = Object.hasOwn(item, name) ? item[name] : undefined
    return typeof value === 'string' ? [[name, value.slice(0, 320)] as [string, string]] : []
  })
}
