import { type Client, client, type TestApp } from './app.ts'

/** Asks with another key of the owner's organization, issued on these terms; its id is known, too. */
export async function withKey(
  app: TestApp,
  owner: Client,
  terms: object,
): Promise<Client & { keyId: string }> {
  const { status, body } = await owner.post('/v1/keys', {
    name: 'test',
    scopes: ['customers:read'],
    ...terms,
  })
  if (status !== 201) throw new Error(`the key was refused: ${JSON.stringify(body)}`)
  return { ...withSecret(app, body.secret, owner.organizationId), keyId: body.id }
}

/** Asks with a secret. */
export function withSecret(app: Pick<TestApp, 'url'>, secret: string, organizationId = ''): Client {
  return client(app.url, { authorization: `Bearer ${secret}` }, { organizationId, secret })
}

/** Sends a PATCH. */
export const patch = (who: Client, path: string, body: unknown) => who.send(path, { method: 'PATCH', body })

export const adminKey = 'sk_admin_of-the-tests-of-this-file'

/** For tests that take the administrator's key. */
export const adminSettings = { CLIENTELE_ADMIN_KEY: adminKey }
