/**
 * The `Authorization` of a graphql-ws connection: a member of `connectionParams`, in any case, or
 * of its `headers`, as Apollo's explorer sends it.
 */
export function readAuthorization(params: unknown): unknown {
  if (typeof params !== 'object' || params === null) return undefined;
  for (const [name, value] of Object.entries(params)) {
    if (name.toLowerCase() === 'authorization') return value;
  }
  return 'headers' in params ? readAuthorization(params.headers) : undefined;
}
