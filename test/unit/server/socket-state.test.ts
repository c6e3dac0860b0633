import type { Caller } from '../../../src/api/caller';
import { GatewayError } from '../../../src/api/gateway-error';
import { unauthenticated } from '../../../src/identity/token-verifier';
import {
  closeSocketState,
  openSocketState,
  type SocketExtra,
} from '../../../src/server/socket-state';

const PARAMS = { authorization: 'Bearer token' };

/** A socket that only notes how it was closed. */
function socket() {
  const closes: [number, string][] = [];
  const close = (code: number, reason: string) => void closes.push([code, reason]);
  return { extra: { socket: { close } } as unknown as SocketExtra, closes };
}

function callerUntil(expiresAt: number): Caller {
  return { id: 'alice', scopes: [], expiresAt };
}

describe('a socket', () => {
  it('knows its caller, and tells its operations of its end', async () => {
    const { extra, closes } = socket();
    const caller = callerUntil(Date.now() + 60_000);
    expect(await openSocketState(extra, PARAMS, () => Promise.resolve(caller))).toBe(true);
    expect(extra.state?.caller).toBe(caller);
    expect(extra.state?.ended.signal.aborted).toBe(false);
    closeSocketState(extra);
    expect(extra.state?.ended.signal.aborted).toBe(true);
    expect(closes).toEqual([]);
  });

  it('of a stranger has no caller and no end of its own', async () => {
    const { extra } = socket();
    const verify = () => Promise.reject(new Error('nobody should be verified'));
    expect(await openSocketState(extra, undefined, verify)).toBe(true);
    expect(extra.state).toMatchObject({ caller: null, expiry: undefined });
  });

  it.each([
    [4403, unauthenticated('the token has expired'), 'the token has expired'],
    [1013, new GatewayError('UNAVAILABLE', 'no keys'), 'no keys'],
    [4403, new Error('hunter2'), 'something went wrong here; it has been logged'],
  ])('is closed with %d when its token fails with %s', async (code, error, reason) => {
    const { extra, closes } = socket();
    expect(await openSocketState(extra, PARAMS, () => Promise.reject(error))).toBe(false);
    expect(closes).toEqual([[code, reason]]);
    expect(extra.state).toBeUndefined();
  });

  it('is closed when its token expires, and not before', async () => {
    const { extra, closes } = socket();
    const caller = callerUntil(Date.now() + 100);
    await openSocketState(extra, PARAMS, () => Promise.resolve(caller));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(closes).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(closes).toEqual([[4403, 'the token has expired']]);
  });

  it('is not closed at once when its token is good for years', async () => {
    const { extra, closes } = socket();
    const caller = callerUntil(Date.now() + 10 * 365 * 86_400_000);
    await openSocketState(extra, PARAMS, () => Promise.resolve(caller));
    await new Promise((resolve) => setTimeout(resolve, 50));
    closeSocketState(extra);
    expect(closes).toEqual([]);
  });
});
