import { open } from 'node:fs/promises'

/** Returns when the entries of a folder are on the disk: which files there are, not what is in them. */
export async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}
