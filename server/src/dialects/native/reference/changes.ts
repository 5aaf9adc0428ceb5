import type { Operation } from '../../openapi.ts'
import { feedParameters, historyParameters, streamParameters } from '../changes.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'
import { forgotten, noSuch, strangeCursor, tooManyFollowers, unknownParameter } from './problems.ts'
import { answersOf } from './replies.ts'
import { anyHeaders, followHeaders, needs, streamHeaders } from './requests.ts'

const stream = { schema: documented.events, examples: { 'A stream of events': examples.events } }

/** What happened. */
export const changes: Operation[] = [
  {
    id: 'readChanges',
    method: 'get',
    path: '/changes',
    summary: 'Read the change feed',
    description:
      'Every write that made a version is a line. Whoever goes on from `next` to `next` reads every line at least once, the lines of a customer in the order of its versions. Without `after` it begins with the oldest line that is kept, with `after=latest` after the newest. With `wait` the answer to an empty page is held back for up to so many seconds, until there is a line.\n\nWith `Accept: text/event-stream` it is the stream below.',
    security: needs('changes:read'),
    query: feedParameters,
    exampleQuery: 'limit=10&wait=1',
    headers: followHeaders,
    answers: answersOf(
      {
        200: {
          description: 'Lines, oldest first',
          schema: documented.feed,
          example: examples.feed,
          others: { 'text/event-stream': stream },
          headers: ['Cache-Control'],
        },
      },
      unknownParameter,
      strangeCursor('feed'),
      forgotten('changes'),
      tooManyFollowers,
    ),
  },
  {
    id: 'streamChanges',
    method: 'get',
    path: '/changes/stream',
    summary: 'Follow the change feed',
    description:
      'The feed as server-sent events, for as long as somebody reads. Each line is an event `change` whose id is its cursor, so a browser that comes back goes on where it was: `Last-Event-ID` goes before `after`. A comment every 15 seconds shows that the server is there. What goes wrong once the stream has begun is an event `problem` with a problem document.',
    security: needs('changes:read'),
    query: streamParameters,
    exampleQuery: 'after=latest',
    headers: streamHeaders,
    answers: answersOf(
      {
        200: {
          description: 'Events, until the connection closes',
          headers: ['Cache-Control'],
          others: { 'text/event-stream': stream },
        },
      },
      unknownParameter,
      strangeCursor('feed'),
      forgotten('changes'),
      tooManyFollowers,
    ),
  },
  {
    id: 'readHistory',
    method: 'get',
    path: '/customers/{customer_id}/history',
    summary: 'Read the history of a customer',
    description: 'The lines of one customer, newest first, as far back as they are kept.',
    security: needs('customers:read'),
    query: historyParameters,
    exampleQuery: 'limit=10',
    headers: anyHeaders,
    answers: answersOf(
      { 200: { description: 'Lines, newest first', schema: documented.history, example: examples.history } },
      unknownParameter,
      noSuch('customer'),
    ),
  },
]
