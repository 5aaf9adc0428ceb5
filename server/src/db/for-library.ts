import type postgres from 'postgres'
import { type At, type Options, openPool } from './driver.ts'
import { placesFor } from './places.ts'

/** What the job library asks of a driver. */
export interface LibraryDriver extends AsyncDisposable {
  unsafe(text: string, values?: unknown[]): Promise<unknown>
  /** For a script that begins a transaction and ends it. */
  reserve(): Promise<{ unsafe(script: string): Promise<unknown>; release(): void }>
}

/**
 * For a library that has words of its own for types, and JSON as text, on two connections. Scripts have one of them, and take
 * turns: what the driver reserves it takes back as it is, in the midst of a transaction that was refused, too; and where it
 * was lost, whoever has it next ends the process (postgres 3.4.9).
 */
export function openForLibrary(at: At, applicationName: string): LibraryDriver {
  const open = () => openPool(at, 1, { ...library, connection: { application_name: applicationName } })
  const [statements, scripts] = [open(), open()]
  const turn = placesFor(1)
  const inTurn = {
    unsafe: (script: string) =>
      turn(() =>
        scripts.unsafe(script).catch(async (error) => {
          await scripts.unsafe('rollback').catch(() => {})
          throw error
        }),
      ),
    release() {},
  }
  return {
    unsafe: (text, values) => statements.unsafe(text, values as postgres.ParameterOrJSON<never>[]),
    reserve: async () => inTurn,
    async [Symbol.asyncDispose]() {
      await Promise.all([statements, scripts].map((pool) => pool.end({ timeout: 5 })))
    },
  }
}

const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

const library = {
  transform: { undefined: null },
  types: { json: { to: 114, from: [114, 3802], serialize: written, parse: JSON.parse } },
} satisfies Options
