import * as v from 'valibot'
import type { Operation } from '../openapi.ts'
import type { Generation } from './consumer.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'
import { getParameters, listParameters, searchParameters } from './paging.ts'
import { answersOf } from './replies.ts'
import { batchCreateBody, batchUpdateBody, createBody, updateBody } from './schemas.ts'

const schemas = {
  current: {
    plain: documented.consumer,
    read: documented.consumerRead,
    page: documented.consumerPage,
    rows: batchCreateBody.current.wrapped,
  },
  older: {
    plain: documented.olderConsumer,
    read: documented.olderConsumerRead,
    page: documented.olderConsumerPage,
    rows: v.union([batchCreateBody.older.bare, batchCreateBody.older.wrapped]),
  },
}

/** What can be done with consumers, in the words of one generation. */
export function operationsOf(generation: Generation): Operation[] {
  const { plain, read, page, rows } = schemas[generation]
  const isOlder = generation === 'older'
  const shown = <Example extends object>(example: Example) =>
    isOlder ? { ...example, ...examples.olderMembers } : example
  const one = shown(examples.consumer)
  const pageOfOne = {
    data: [{ ...one, primarySyncSource: null }],
    pageInfo: { startCursor: 'eyJpZCI6IjAxOTgxYyJ9', endCursor: 'eyJpZCI6IjAxOTgxYyJ9' },
  }
  // As the generated pages name operations, for clients that were made of them.
  const id = (name: string) => (isOlder ? `${name}V1` : name)
  const newRows = isOlder ? examples.olderNewConsumers : examples.newConsumers
  const created = newRows.map((row) => shown({ ...examples.blank, ...row }))
  const broken = { 'A broken rule': examples.brokenRule }
  const taken = { 'A value that another consumer holds': examples.takenEmail }
  const takenRow = { 'A value that another consumer, or another row, holds': examples.takenInRow }
  const badInclude = { 'An unknown relation': examples.unknownRelation }
  const unreadable = { 'A request that cannot be read': examples.unreadable }
  const { requestHeaders, writeHeaders } = documented

  return [
    {
      id: id('getConsumers'),
      method: 'get',
      path: '/consumers',
      summary: 'List consumers',
      description:
        'Live consumers, a page at a time. Go forwards with `first` and `after`, backwards with `last` and `before`; `last` alone is the end of the list. Cursors stay good while consumers come and go. The list is through when a page is empty.',
      query: listParameters,
      exampleQuery: 'first=5&sortBy=email&sortDir=asc',
      headers: requestHeaders,
      answers: answersOf(
        generation,
        { description: 'A page', schema: page, example: pageOfOne },
        {
          'A search that is too short': examples.shortTerm,
        },
      ),
    },
    {
      id: id('postConsumers'),
      method: 'post',
      path: '/consumers',
      summary: 'Create a consumer',
      description: 'Every member is optional, and null is as good as absent.',
      headers: writeHeaders,
      body: { schema: createBody, required: true, examples: { 'A consumer': examples.newConsumer } },
      answers: answersOf(
        generation,
        { status: isOlder ? 201 : 200, description: 'The consumer', schema: plain, example: one },
        { ...broken, ...taken },
        'reusedKey',
        'tooLarge',
      ),
    },
    {
      id: id('getConsumersSearch'),
      method: 'get',
      path: '/consumers/search',
      summary: 'Find consumers',
      description:
        'The newest live consumers that meet every criterion given. At least one of `q`, `email`, `phone` and `externalId` is needed.',
      query: searchParameters,
      exampleQuery: 'q=ada',
      headers: requestHeaders,
      answers: answersOf(
        generation,
        { description: 'A page', schema: page, example: pageOfOne },
        {
          'No criterion': examples.noCriterion,
        },
      ),
    },
    {
      id: id('postConsumersBatch'),
      method: 'post',
      path: '/consumers/batch',
      summary: 'Create many consumers',
      description: `All of the rows are created, or none. ${isOlder ? 'The rows may come as a bare list; `emailVerified` and `phoneVerified` are false and `status` is `ACTIVE` where they are not sent.' : '`emailVerified`, `phoneVerified` and `status` are needed in every row.'}`,
      headers: writeHeaders,
      body: {
        schema: rows,
        required: true,
        examples: isOlder
          ? { 'A bare list': newRows, 'In an object': { consumers: newRows } }
          : { 'Two consumers': { consumers: newRows } },
      },
      answers: answersOf(
        generation,
        { description: 'The consumers, in the order sent', schema: v.array(plain), example: created },
        takenRow,
        'reusedKey',
        'tooLarge',
      ),
    },
    {
      id: id('putConsumersBatch'),
      method: 'put',
      path: '/consumers/batch',
      summary: 'Change many consumers',
      description:
        'All of the rows are changed, or none. Each names its consumer by `id`; what it leaves out stays as it is.',
      headers: writeHeaders,
      body: {
        schema: v.union([batchUpdateBody.bare, batchUpdateBody.wrapped]),
        required: true,
        examples: {
          'A bare list': examples.rowsOfChanges,
          'In an object': { consumers: examples.rowsOfChanges },
        },
      },
      answers: answersOf(
        generation,
        {
          description: 'The consumers, in the order sent',
          schema: v.array(plain),
          example: [shown(examples.changedInRow)],
        },
        takenRow,
        'noSuchConsumer',
        'reusedKey',
        'tooLarge',
      ),
    },
    {
      id: id('getConsumersById'),
      method: 'get',
      path: '/consumers/{id}',
      summary: 'Get a consumer',
      description: 'A deleted consumer is found too, with `archived` true.',
      query: getParameters,
      headers: requestHeaders,
      answers: answersOf(
        generation,
        { description: 'The consumer', schema: read, example: { ...one, primarySyncSource: null } },
        badInclude,
        'noSuchConsumer',
      ),
    },
    {
      id: id('putConsumersById'),
      method: 'put',
      path: '/consumers/{id}',
      summary: 'Change a consumer',
      description:
        'What is left out stays as it is, and null clears. A body without members changes nothing. `metadata` is replaced as a whole. A deleted consumer cannot be changed.',
      headers: requestHeaders,
      body: { schema: updateBody, required: false, examples: { 'Three changes': examples.changes } },
      answers: answersOf(
        generation,
        { description: 'The consumer', schema: plain, example: shown(examples.changed) },
        { ...broken, ...taken },
        'noSuchConsumer',
        'tooLarge',
      ),
    },
    {
      id: id('deleteConsumersById'),
      method: 'delete',
      path: '/consumers/{id}',
      summary: 'Delete a consumer',
      description:
        'Takes the consumer out of lists and searches and frees its e-mail, phone and external id for others. Doing it again changes nothing.',
      headers: requestHeaders,
      answers: answersOf(
        generation,
        { description: 'The consumer', schema: plain, example: shown(examples.archived) },
        unreadable,
        'noSuchConsumer',
        'tooLarge',
      ),
    },
  ]
}
