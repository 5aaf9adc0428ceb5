import { readFile } from 'node:fs/promises'
import { type Issue, Refusal } from '../core/problem.ts'
import { applySeed } from '../core/seed/apply.ts'
import type { Seed } from '../core/seed/seed.ts'
import type { Database } from '../db/database.ts'
import { Obstacle } from '../db/failure.ts'
import { read } from '../dialects/wire.ts'
import { seedFile } from './seed-schema.ts'

/** Reads a seed file. Raises an obstacle that names the file, and the member that is wrong. */
export async function readSeed(file: string): Promise<Seed> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Obstacle(`The seed file ${file} cannot be read: ${error.code}.`, { cause: error })
  })
  return naming(file, () => read(seedFile, parse(file, text)))
}

/** Applies what was read from a seed file, all or nothing. Raises as readSeed. @returns a line about it. */
export async function plant(db: Database, file: string, seed: Seed): Promise<string> {
  const { organization, created, changed, unchanged } = await naming(file, () => applySeed(db, seed))
  const { name, id } = organization
  return `Of ${file}, for ${name} (${id}): ${created} created, ${changed} changed, ${unchanged} as they were.`
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What the platform says of it quotes the file, which holds secrets.
    throw new Obstacle(`The seed file ${file} is not JSON.`)
  }
}

async function naming<Done>(file: string, act: () => Done | Promise<Done>): Promise<Done> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Refusal) || error.problem.kind !== 'invalid') throw error
    const faults = error.problem.issues.slice(0, mostFaults).map(sentence)
    throw new Obstacle(
      `The seed file ${file} cannot be applied, and nothing of it was:\n${faults.join('\n')}`,
      {
        cause: error,
      },
    )
  }
}

const mostFaults = 10

/** The validator quotes what it received, which may be a secret. */
function sentence({ path, message, raw }: Issue): string {
  const { received } = (raw ?? {}) as { received?: string }
  const plain = message.replace(` but received ${received}`, '').replace(`: Received ${received}`, '')
  return `  ${path.length === 0 ? 'the file' : path.join('.')}: ${plain}`
}
