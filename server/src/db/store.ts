import type { At } from './driver.ts'
import { startEmbedded } from './embedded.ts'

/** Where the database is; disposing stops it, if it is the embedded one. */
export interface Store extends AsyncDisposable {
  at: At
  /** Resolves, with the reason, if the embedded one dies. */
  failed: Promise<Error>
}

/**
 * Finds the database, or starts the embedded one.
 * @param databaseUrl null: the embedded one in `dataDir`.
 */
export async function openStore(where: { databaseUrl: string | null; dataDir: string }): Promise<Store> {
  const { databaseUrl, dataDir } = where
  if (databaseUrl)
    return { at: { url: databaseUrl }, failed: new Promise(() => {}), async [Symbol.asyncDispose]() {} }
  const { socketPath, ...embedded } = await startEmbedded(dataDir)
  return { ...embedded, at: { socketPath } }
}
