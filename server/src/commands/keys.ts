import type { Config } from '../config.ts'
import { issueKey } from '../core/keys/issue.ts'
import { listKeys, revokeKey } from '../core/keys/sql.ts'
import { firstOrganization } from '../core/organizations/bootstrap.ts'
import { migrate } from '../db/migrate.ts'
import { openServices } from '../services.ts'

const usage = 'Usage: keys list | keys issue [name] | keys revoke <id>'

/** Lists, issues and revokes the keys of the first organization. */
export async function keys(config: Readonly<Config>, [act, argument]: string[]): Promise<void> {
  await using services = await openServices(config)
  const { db } = services
  await migrate(db)
  const organizationId = await firstOrganization(db)
  if (!organizationId) throw new Error('There is no organization yet: start the server once.')

  switch (act) {
    case 'list':
      console.table(await listKeys(db, organizationId))
      return
    case 'issue':
      console.log(
        `The new key, shown this once: ${await issueKey(db, organizationId, argument ?? 'unnamed')}`,
      )
      return
    case 'revoke': {
      const revoked = await revokeKey(db, organizationId, argument ?? '')
      console.log(
        revoked ? 'Revoked: it is refused everywhere within a second.' : 'There is no such working key.',
      )
      return
    }
    default:
      console.log(usage)
  }
}
