import type { Caller } from '../../../src/api/caller';
import { GatewayError } from '../../../src/api/gateway-error';
import { unauthenticated, type TokenVerifier } from '../../../src/identity/token-verifier';
import { clientAddressReader } from '../../../src/server/client-address';
import {
  closeSocketState,
  openSocketState,
  type SocketExtra,
} from '../../../src/server/socket-state';
import { AddressRanges } from '../../../src/shared/address-ranges';
import { createLogger } from '../../../src/shared/logger';
import { caller } from '../../support/caller';

const PARAMS = { authorization: 'Bearer token' };

/** A socket that only notes how it was closed. */
function socket() {
  const closes: [number, string][] = [];
  const close = (code: number, reason: string) => void closes.push([code, reason]);
  const request = { socket: { remoteAddress: '::ffff:192.0.2.1' }, headers: {} };
  const tcp = { close, readyState: 1, OPEN: 1 };
  return { extra: { socket: tcp, request } as unknown as SocketExtra, closes, tcp };
}

const clientAddressOf = clientAddressReader(new AddressRanges([]));
const lines: string[] = [];
const parts = (verify: TokenVerifier) => ({
  verify,
  clientAddressOf,
  audit: { turnedAway: jest.fn() },
  limits: { introduced: jest.fn(), admitUser: jest.fn(() => true) },
  refused: jest.fn(),
  log: createLogger('error', { write: (line) => void lines.push(line) }),
});

function aliceUntil(expiresAt: number): Caller {
  return { ...caller('alice'), expiresAt };
}

afterEach(() => {
  lines.length = 0;
  jest.useRealTimers();
});

describe('a socket', () => {
  it('knows its caller, and tells its operations of its end', async () => {
    const { extra, closes } = socket();
    const caller = aliceUntil(Date.now() + 60_000);
    expect(
      await openSocketState(
        extra,
        PARAMS,
        parts(() => Promise.resolve(caller)),
      ),
    ).toBe(true);
    expect(extra.state?.caller).toBe(caller);
    expect(extra.state?.clientAddress).toBe('192.0.2.1');
    expect(extra.state?.ended.signal.aborted).toBe(false);
    closeSocketState(extra);
    expect(extra.state?.ended.signal.aborted).toBe(true);
    expect(closes).toEqual([]);
  });

  it('of a stranger has no caller and no end of its own', async () => {
    const { extra } = socket();
    const verify = () => Promise.reject(new Error('nobody should be verified'));
    expect(await openSocketState(extra, undefined, parts(verify))).toBe(true);
    expect(extra.state).toMatchObject({ caller: null, expiry: undefined });
  });

  it.each([
    [4403, unauthenticated('the token has expired'), 'the token has expired'],
    [1013, new GatewayError('UNAVAILABLE', 'no keys'), 'no keys'],
    [4403, new Error('hunter2'), 'something went wrong here; it has been logged'],
  ])('is closed with %d when its token fails with %s', async (code, error, reason) => {
    const { extra, closes } = socket();
    const given = parts(() => Promise.reject(error));
    expect(await openSocketState(extra, PARAMS, given)).toBe(false);
    expect(closes).toEqual([[code, reason]]);
    const who = { requestId: null, clientAddress: '192.0.2.1' };
    const refused = reason === 'the token has expired';
    expect(given.audit.turnedAway.mock.calls).toEqual(
      refused ? [['authenticate', 'UNAUTHENTICATED', who]] : [],
    );
    expect(extra.state).toBeUndefined();
    // What is our fault is found in the log.
    expect(lines.join('')).toMatch(refused ? /^$/ : new RegExp(error.message));
  });

  it('that has gone while its token was verified leaves nothing behind', async () => {
    const { extra, tcp } = socket();
    const given = parts(() => {
      tcp.readyState = 3;
      return Promise.resolve(aliceUntil(Date.now() + 60_000));
    });
    expect(await openSocketState(extra, PARAMS, given)).toBe(false);
    expect(given.limits.admitUser).not.toHaveBeenCalled();
    expect(extra.state).toBeUndefined();
  });

  it('of a user who has too many gets no state', async () => {
    const { extra } = socket();
    const given = parts(() => Promise.resolve(aliceUntil(Date.now() + 60_000)));
    given.limits.admitUser.mockReturnValue(false);
    expect(await openSocketState(extra, PARAMS, given)).toBe(false);
    expect(extra.state).toBeUndefined();
  });

  it('is closed when its token expires, and not before', async () => {
    jest.useFakeTimers();
    const { extra, closes } = socket();
    const caller = aliceUntil(Date.now() + 100);
    await openSocketState(
      extra,
      PARAMS,
      parts(() => Promise.resolve(caller)),
    );
    jest.advanceTimersByTime(99);
    expect(closes).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(closes).toEqual([[4403, 'the token has expired']]);
    expect(extra.state?.ended.signal.aborted).toBe(true);
  });

  it('is not closed at once when its token is good for years', async () => {
    jest.useFakeTimers();
    const { extra, closes } = socket();
    const caller = aliceUntil(Date.now() + 10 * 365 * 86_400_000);
    await openSocketState(
      extra,
      PARAMS,
      parts(() => Promise.resolve(caller)),
    );
    jest.advanceTimersByTime(86_400_000);
    closeSocketState(extra);
    expect(closes).toEqual([]);
  });
});
