import { createHash, verify, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../../shared/clock';
import type { ApiUser } from './api-user';
import { HttpError } from './http-error';

const SKEW_SECONDS = 5;
const LIFETIME_SECONDS = 60;
const NONCE_MEMORY_MS = 60_000 + SKEW_SECONDS * 1000;
/** The hash of `""`, two quote characters: what the legacy SDK signs when there is no body. */
const QUOTES_HASH = createHash('sha256').update('""').digest('hex');

const header = z.object({ alg: z.literal('RS256') });
const claims = z.object({
  uri: z.string(),
  nonce: z.union([z.string().min(1), z.number()]).transform(String),
  iat: z.number(),
  exp: z.number(),
  sub: z.string(),
  bodyHash: z.string(),
});
type Claims = z.infer<typeof claims>;

export interface SignedRequest {
  headers: IncomingHttpHeaders;
  /** Path and query as they came over the wire. */
  target: string;
  body: Buffer;
}

function unauthorized(reason: string): HttpError {
  return new HttpError(401, `Unauthorized: ${reason}`, -7);
}

function decode<Output>(schema: z.ZodType<Output>, part: string): Output {
  try {
    return schema.parse(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  } catch {
    throw unauthorized('malformed token');
  }
}

function readToken(token: string, publicKey: KeyObject): Claims {
  const [head, payload, signature, ...rest] = token.split('.');
  if (!head || !payload || !signature || rest.length > 0) throw unauthorized('malformed token');
  decode(header, head);
  const signed = Buffer.from(`${head}.${payload}`);
  if (!verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'))) {
    throw unauthorized('wrong signature');
  }
  return decode(claims, payload);
}

function checkTimes(token: Claims, nowSeconds: number): void {
  if (token.exp <= nowSeconds - SKEW_SECONDS) throw unauthorized('expired');
  if (token.iat > nowSeconds + SKEW_SECONDS) throw unauthorized('issued in the future');
  if (token.exp - token.iat > LIFETIME_SECONDS) throw unauthorized('too long a lifetime');
}

function checkBinding(token: Claims, request: SignedRequest, user: ApiUser): void {
  if (token.sub !== user.apiKey) throw unauthorized('sub is not the API key');
  const withoutMark = (target: string): string => target.replace(/\?$/, '');
  if (withoutMark(token.uri) !== withoutMark(request.target)) throw unauthorized('wrong uri');
  const hash = createHash('sha256').update(request.body).digest('hex');
  const empty = request.body.length === 0 && token.bodyHash === QUOTES_HASH;
  if (token.bodyHash !== hash && !empty) throw unauthorized('wrong bodyHash');
}

/** Nonces of the last minute, oldest first. */
class Nonces {
  private readonly seen = new Map<string, number>();

  use(nonce: string, now: number): void {
    for (const [old, at] of this.seen) {
      if (at > now - NONCE_MEMORY_MS) break;
      this.seen.delete(old);
    }
    if (this.seen.has(nonce)) throw unauthorized('nonce was used before');
    this.seen.set(nonce, now);
  }
}

/** Tells whose request it is by its signed token, or throws HttpError 401. */
export class Authenticator {
  private readonly nonces = new Nonces();

  constructor(
    private readonly users: ReadonlyMap<string, ApiUser>,
    private readonly clock: Clock,
  ) {}

  authenticate(request: SignedRequest): { user: ApiUser; signedAt: number } {
    const apiKey = request.headers['x-api-key'];
    const user = typeof apiKey === 'string' ? this.users.get(apiKey) : undefined;
    if (!user) throw unauthorized('unknown API key');
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token) throw unauthorized('no bearer token');
    const claimed = readToken(token, user.publicKey);
    checkTimes(claimed, this.clock() / 1000);
    checkBinding(claimed, request, user);
    this.nonces.use(`${user.apiKey} ${claimed.nonce}`, this.clock());
    return { user, signedAt: claimed.iat * 1000 };
  }
}
