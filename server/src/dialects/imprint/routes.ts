/** Every path of the contract, under its prefix, and what may be asked of it (contract sheet §2). */
export const paths = {
  customers: '/customers',
  customer: '/customers/:customer_id',
  link: '/customers/:customer_id/link',
  rewardsBalance: '/customers/:customer_id/rewards_balance',
  sessions: '/customer_sessions',
  session: '/customer_sessions/:session_id',
  keys: '/keys',
} as const

const methods = {
  customers: ['GET', 'HEAD', 'POST'],
  customer: ['GET', 'HEAD', 'POST'],
  link: ['POST'],
  rewardsBalance: ['GET', 'HEAD'],
  sessions: ['POST'],
  session: ['GET', 'HEAD'],
  keys: ['POST', 'DELETE'],
} as const satisfies Record<keyof typeof paths, readonly string[]>

export const prefix = '/v2'

const patterns = Object.entries(paths).map(([name, path]) => ({
  pattern: new RegExp(`^${prefix}${path.replace(/:\w+/g, '[^/]+')}/?$`),
  allowed: methods[name as keyof typeof methods],
}))

/** The methods that a URL takes; none where no route is there. */
export function allowedAt(url: string): readonly string[] {
  const [path = ''] = url.split('?')
  return patterns.find(({ pattern }) => pattern.test(path))?.allowed ?? []
}
