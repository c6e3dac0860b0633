/**
 * The user's present access token, renewed when it is about to end; undefined when nobody is
 * signed in. Rejects when it cannot be had now.
 */
export type GetToken = () => Promise<string | undefined>;

/** Goes into HTTP headers and into the WebSocket's `connectionParams` alike. */
export function authorization(token: string | undefined): { authorization?: string } {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
