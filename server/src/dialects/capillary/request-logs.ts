import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { IdentityRequest } from '../../core/identity-requests/identity-request.ts'
import { getIdentityRequest, missingRequest } from '../../core/identity-requests/list.ts'
import { toLocal } from '../../core/organizations/local-time.ts'
import type { Setup } from '../../core/setup/setup.ts'
import { type Admit, callerOf } from './admission.ts'
import { done, failed } from './codes.ts'
import { eachItem } from './each-item.ts'
import { type ItemAnswer, refusedItem } from './envelope.ts'
import { send } from './format.ts'
import { serve } from './mount.ts'
import { parametersOf, soughtIn } from './parameters.ts'
import { requestBatch } from './request-shown.ts'
import { baseTypeOf, requestWords } from './request-words.ts'

/** What became of requests, and by whom (contract sheet §4.5); they are named by their ids, several with commas. */
export function requestLogs(app: FastifyInstance, admit: Admit): void {
  serve(app, 'GET', '/request/logs', admit({ resource: 'requests', level: 'READ' }), async (request, reply) =>
    send(request, reply, requestBatch(await logs(request))),
  )
}

async function logs(request: FastifyRequest): Promise<ItemAnswer[]> {
  const { ctx, setup } = callerOf(request)
  const sought = soughtIn(parametersOf(request), setup)
  if (sought?.by !== 'id') return [refusedItem([], failed.invalid)]
  return eachItem<string, IdentityRequest>(request, sought.values, {
    read: (value) => value as string,
    echo: (value) => [['id', String(value)]],
    say: requestWords,
    act: (ids) =>
      Promise.allSettled(
        ids.map(async (id) => {
          if (!/^\d{1,15}$/.test(id)) throw missingRequest()
          return getIdentityRequest(ctx, Number(id))
        }),
      ),
    show: (all) => all.map((one) => logsItem(setup, one)),
  })
}

function logsItem({ timeZone }: Setup, one: IdentityRequest): ItemAnswer {
  const line = (status: string, at: string, by: string | null) => ({
    status,
    changed_on: toLocal(at, timeZone),
    changed_by: by ?? '',
  })
  const log = [line('PENDING', one.created_at, one.created_by)]
  if (one.decided_at !== null) log.push(line(one.status, one.decided_at, one.decided_by))
  const members = {
    id: one.number,
    reference_id: one.reference ?? '',
    base_type: baseTypeOf[one.kind],
    status: one.status,
    logs: { log },
    item_status: { success: true, ...done.requestRetrieved, warnings: { warning: [] } },
  }
  return { isDone: true, json: JSON.stringify(members) }
}
