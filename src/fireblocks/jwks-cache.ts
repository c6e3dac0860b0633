import { createPublicKey, type KeyObject } from 'node:crypto';
import { request, type Dispatcher } from 'undici';
import { z } from 'zod';
import type { Clock } from '../shared/clock';

export interface JwksCacheOptions {
  url: string;
  clock: Clock;
  fetchTimeoutMs: number;
  dispatcher: Dispatcher;
}

/**
 * `ABSENT`: the key set as published just now has no such key.
 * `UNKNOWN`: nothing can be said, since the set could not be fetched, or not again yet.
 */
export type KeyLookup = KeyObject | 'ABSENT' | 'UNKNOWN';

export type JwksCache = (kid: string) => Promise<KeyLookup>;

const MAX_AGE_MS = 60 * 60 * 1000;
/** After a fetch that succeeded: forged key ids must not turn into load on Fireblocks. */
const REFETCH_COOLDOWN_MS = 30_000;
/** After one that failed: shorter, since every notification waits for it. */
const RETRY_COOLDOWN_MS = 5_000;

const jwk = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  use: z.literal('sig').optional(),
  alg: z.literal('RS512').optional(),
  n: z.string(),
  e: z.string(),
});
const jwks = z.object({ keys: z.array(z.unknown()) });

interface KeySet {
  keys: ReadonlyMap<string, KeyObject>;
  fetchedAt: number;
}

/**
 * Public keys by their id, fetched at most every 30 s (5 s after a failure), by one request at a
 * time. A set is fresh for an hour; an older one is still used while it cannot be fetched again.
 */
export function createJwksCache(options: JwksCacheOptions): JwksCache {
  let set: KeySet | undefined;
  let notBefore = -Infinity;
  let running: Promise<boolean> | undefined;

  /** True when the set is now as published. */
  async function refetch(): Promise<boolean> {
    try {
      const keys = await fetchKeys(options);
      set = { keys, fetchedAt: options.clock() };
      notBefore = options.clock() + REFETCH_COOLDOWN_MS;
      return true;
    } catch {
      notBefore = options.clock() + RETRY_COOLDOWN_MS;
      return false;
    } finally {
      running = undefined;
    }
  }

  function refetchIfAllowed(): Promise<boolean> {
    if (running) return running;
    if (options.clock() < notBefore) return Promise.resolve(false);
    running = refetch();
    return running;
  }

  return async (kid) => {
    const known = set?.keys.get(kid);
    const fresh = set !== undefined && options.clock() - set.fetchedAt < MAX_AGE_MS;
    if (known && fresh) return known;
    const renewed = await refetchIfAllowed();
    // A stale key stays good while the set is out of reach; a renewed set without it takes it away.
    return set?.keys.get(kid) ?? (renewed ? 'ABSENT' : 'UNKNOWN');
  };
}

async function fetchKeys({
  url,
  fetchTimeoutMs,
  dispatcher,
}: JwksCacheOptions): Promise<Map<string, KeyObject>> {
  const answer = await request(url, {
    dispatcher,
    // A cache in between may not know a new key for as long as ours.
    headers: { accept: 'application/json', 'cache-control': 'no-cache' },
    signal: AbortSignal.timeout(fetchTimeoutMs),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`JWKS answered ${answer.statusCode}`);
  const keys = readKeys(jwks.parse(JSON.parse(text)).keys);
  if (keys.size === 0) throw new Error('JWKS holds no usable key');
  return keys;
}

/** Keys of other kinds are passed over: a set may hold keys for other uses. */
function readKeys(entries: unknown[]): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const entry of entries) {
    const parsed = jwk.safeParse(entry);
    const key = parsed.success ? importKey(parsed.data) : undefined;
    if (parsed.success && key) keys.set(parsed.data.kid, key);
  }
  return keys;
}

function importKey({ kty, n, e }: z.output<typeof jwk>): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty, n, e }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
