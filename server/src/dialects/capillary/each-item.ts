import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { type Problem, problemIn, Refusal } from '../../core/problem.ts'
import { failed, type Said } from './codes.ts'
import { type ItemAnswer, refusedItem } from './envelope.ts'
import { itemWords, Worded } from './errors.ts'
import { echoOf } from './items.ts'

/** What is done with the items of a call. */
export interface Treatment<Read, Done> {
  /** Null for an item that is not of the contract's shape. */
  read(item: unknown): Read | null
  /** A result for each, in order. */
  act(items: Read[]): Promise<PromiseSettledResult<Done>[]>
  /** An answer for each that was done, in order. */
  show(done: Done[]): Promise<ItemAnswer[]> | ItemAnswer[]
  /** The words for a refusal, where they are others than those of customers. */
  say?(problem: Problem): Said
  /** The words for an item that is not of the contract's shape. */
  shapeless?: Said
  echo?(item: unknown): [string, string][]
}

/**
 * Treats each item on its own and answers for each in order. What failed by a fault of ours fails the whole call where
 * nothing was done, and is its item's failure elsewhere.
 */
export async function eachItem<Read, Done>(
  request: FastifyRequest,
  items: readonly unknown[],
  { read, act, show, say = itemWords, shapeless = failed.invalid, echo = echoOf }: Treatment<Read, Done>,
): Promise<ItemAnswer[]> {
  const reads = items.map(read)
  const results = await act(reads.filter((one) => one !== null))
  const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  for (const result of results) if (result.status === 'rejected') report(request, result.reason, done.length)
  const shown = (await show(done)).values()
  const outcomes = results.values()
  return items.map((item, i) => {
    if (reads[i] === null) return refusedItem(echo(item), shapeless)
    // There is an outcome for each that was read, and an answer for each that was done.
    const outcome = outcomes.next().value as PromiseSettledResult<Done>
    if (outcome.status === 'fulfilled') return shown.next().value as ItemAnswer
    return refusedItem(echo(item), wordsOf(outcome.reason, say))
  })
}

function wordsOf(error: unknown, say: (problem: Problem) => Said): Said {
  if (error instanceof Worded) return error.said
  const problem = problemIn(error)
  return problem ? say(problem) : failed.internal
}

function report(request: FastifyRequest, error: unknown, doneCount: number): void {
  if (error instanceof Worded || error instanceof Refusal) return
  if (doneCount === 0) throw error
  request.getDecorator<FastifyBaseLogger>('logger').error({ err: error }, 'item failed')
}

/** Runs items one after the other: for what a later one may depend on what an earlier one changed. */
export async function inOrder<Item, Result>(items: readonly Item[], run: (item: Item) => Promise<Result>) {
  const results: PromiseSettledResult<Result>[] = []
  for (const item of items) results.push(...(await Promise.allSettled([run(item)])))
  return results
}
