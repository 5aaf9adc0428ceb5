import type { Dialect } from '../dialect.ts'
import { accessGroups } from './access-groups.ts'
import { batch } from './batch.ts'
import { cards } from './cards.ts'
import { changes } from './changes.ts'
import { customers } from './customers.ts'
import { say } from './errors.ts'
import { fields } from './fields.ts'
import { identity } from './identity.ts'
import { keys } from './keys.ts'
import { lists } from './lists.ts'
import { merges } from './merges.ts'
import { noteMethods } from './methods.ts'
import { oauthClients } from './oauth-clients.ts'
import { openapi } from './openapi.ts'
import { organizations } from './organizations.ts'
import { points } from './points.ts'
import { privacy } from './privacy.ts'
import { programmes } from './programmes.ts'
import { registrationRules } from './registration-rules.ts'
import { stores } from './stores.ts'
import { tills } from './tills.ts'

/** The record in our own words, with every guarantee it can give. */
export const native = {
  name: 'native',
  title: 'Clientele',
  mounts: [
    {
      prefix: '/v1',
      mergePatches: true,
      routes(app, tools) {
        app.decorateRequest('context')
        noteMethods(app)
        lists(app, tools)
        customers(app, tools)
        batch(app, tools)
        changes(app, tools)
        privacy(app, tools)
        merges(app, tools)
        cards(app, tools)
        identity(app, tools)
        points(app, tools)
        programmes(app, tools)
        stores(app, tools)
        tills(app, tools)
        accessGroups(app, tools)
        oauthClients(app, tools)
        keys(app, tools)
        organizations(app, tools)
        registrationRules(app, tools)
        fields(app, tools)
      },
      say,
    },
  ],
  openapi,
} satisfies Dialect
