/** What each path can be asked by, under its mount: other methods are refused with 405 (contract sheet §7-1). */
export const methods = {
  '/v1.1/customer/update': 'PUT, POST',
  '/v1.1/customer/add': 'POST',
  '/v1.1/customer/get': 'GET',
  '/v1.1/customer/search': 'GET',
  '/v1.1/customer/update_identity': 'POST',
  '/v1.1/customer/subscriptions': 'GET, POST',
  '/v1.1/request/add': 'POST',
  '/v1.1/request/approve': 'POST',
  '/v1.1/request/reject': 'POST',
  '/v1.1/request/get': 'GET',
  '/v1.1/request/logs': 'GET',
  '/v1.1/organization/customfields': 'GET',
  '/v1.1/organization/configs': 'GET',
  '/v1.1/organization/entities': 'GET',
  '/v2/extendedFields': 'GET',
  '/v3/oauth/token/generate': 'POST',
} as const

/** The methods of the path of this address; undefined where there is no such path. */
export function methodsOf(url: string): string | undefined {
  const path = pathOf(url)
  return Object.hasOwn(methods, path) ? methods[path as keyof typeof methods] : undefined
}

/** The path of an address without what asks for a format. */
export const pathOf = (url: string) =>
  url
    .replace(/[?#].*$/s, '')
    .replace(/\/$/, '')
    .replace(/\.(json|xml)$/, '')
