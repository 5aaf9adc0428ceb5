import type { FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import type { Page } from '../../core/page-by-id.ts'
import { sendList } from '../send-list.ts'
import { whole } from '../whole.ts'

export const limit = v.optional(whole(1, 100), '20')

/** Query parameters of every list that is read page by page. */
export const pageParameters = { limit, after: v.optional(v.string()), before: v.optional(v.string()) }

interface Parameters {
  after?: string | undefined
  before?: string | undefined
}

export const isOneWay = ({ after, before }: Parameters) => after === undefined || before === undefined
export const bothWays = 'Invalid paging: Expected either after or before'

/** Query parameters of a list that has no others; any other is refused. */
export const onlyPageParameters = v.pipe(
  v.strictObject(pageParameters),
  v.forward(
    v.check((query) => isOneWay(query), bothWays),
    ['before'],
  ),
)

type Ends = Pick<Page<unknown>, 'startCursor' | 'endCursor' | 'more'>

/** Answers a page of a list: the rows as JSON, and the ways to the pages on either side, also as `Link`s. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  rows: Buffer | readonly string[],
  ends: Ends,
  parameters: Parameters,
  more: object = {},
) {
  const { next, previous } = neighboursOf(ends, parameters)
  const links = [
    next && linkTo(request.url, 'after', next, 'next'),
    previous && linkTo(request.url, 'before', previous, 'prev'),
  ]
  if (next || previous) reply.header('link', links.filter(Boolean).join(', '))
  const rest = JSON.stringify({ has_more: ends.more, next, previous, ...more })
  return sendList(reply, '{"data":', rows, `,${rest.slice(1)}`)
}

/** The cursors of the pages on either side; null where there is none. */
function neighboursOf(page: Ends, { after, before }: Parameters) {
  const walksBack = before !== undefined
  return {
    next: walksBack || page.more ? page.endCursor : null,
    previous: (walksBack ? page.more : after !== undefined) ? page.startCursor : null,
  }
}

/** A `Link` (RFC 8288) to the same list with another cursor. */
function linkTo(url: string, parameter: 'after' | 'before', cursor: string, rel: string): string {
  const [path, search] = url.split('?')
  const parameters = new URLSearchParams(search)
  parameters.delete('after')
  parameters.delete('before')
  parameters.set(parameter, cursor)
  return `<${path}?${parameters}>; rel="${rel}"`
}
