import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../../src/events/cursor';

const walletId = '0d4a1b2c-3e4f-4a5b-8c6d-7e8f90a1b2c3';
const epoch = '11111111-2222-4333-8444-555555555555';

const encoded = (text: string) => Buffer.from(text, 'latin1').toString('base64url');
const refused = { code: 'BAD_USER_INPUT', message: /^after must be a cursor that this wallet/ };

function refusal(text: string): { code: unknown; message: string } | undefined {
  try {
    decodeCursor(text, walletId);
    return undefined;
  } catch (error) {
    return error as { code: unknown; message: string };
  }
}

function expectRefused(text: string): void {
  const error = refusal(text);
  expect(error?.code).toBe(refused.code);
  expect(error?.message).toMatch(refused.message);
}

describe('a cursor of a stream', () => {
  it.each([0n, 1n, 42n, 2n ** 53n + 1n, 999_999_999_999_999_999n])(
    'brings the place %s of the log back',
    (at) => {
      const cursor = { walletId, epoch, at };
      expect(decodeCursor(encodeCursor(cursor), walletId)).toEqual(cursor);
    },
  );

  it('brings the place of a snapshot back, which is none in the log', () => {
    const cursor = { walletId, epoch, at: 'snapshot' as const };
    expect(decodeCursor(encodeCursor(cursor), walletId)).toEqual(cursor);
  });

  it('is safe in a URL', () => {
    expect(encodeCursor({ walletId, epoch, at: 7n })).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('of another wallet is refused', () => {
    expectRefused(encodeCursor({ walletId: randomUUID(), epoch, at: 1n }));
  });

  it.each([
    ['nothing', ''],
    ['a word', 'hello'],
    ['another version', encoded(`2.${walletId}.${epoch}.1`)],
    ['no place', encoded(`1.${walletId}.${epoch}.`)],
    ['a negative place', encoded(`1.${walletId}.${epoch}.-1`)],
    ['a broken place', encoded(`1.${walletId}.${epoch}.1.5`)],
    [
      'a place beyond what the database counts',
      encoded(`1.${walletId}.${epoch}.${'9'.repeat(19)}`),
    ],
    ['a place in hexadecimal digits', encoded(`1.${walletId}.${epoch}.0x1`)],
    ['no epoch', encoded(`1.${walletId}..1`)],
    ['a short epoch', encoded(`1.${walletId}.${epoch.slice(1)}.1`)],
    ['an epoch in capitals', encoded(`1.${walletId}.${epoch.replaceAll('1', 'A')}.1`)],
    ['something after it', encoded(`1.${walletId}.${epoch}.1\n`)],
    ['something before it', encoded(` 1.${walletId}.${epoch}.1`)],
    ['a NUL in it', encoded(`1.${walletId}.${epoch}.1\0`)],
    ['the wallet in capitals', encoded(`1.${walletId.toUpperCase()}.${epoch}.1`)],
    ['the plain text of one', `1.${walletId}.${epoch}.1`],
  ])('that is %s is refused', (_what, text) => {
    expectRefused(text);
  });

  it('is refused whatever else it may be', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String()),
        (text) => {
          expectRefused(text);
        },
      ),
    );
  });
});
