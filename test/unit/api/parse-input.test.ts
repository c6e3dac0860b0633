import fc from 'fast-check';
import {
  optional,
  requireAccountId,
  requireAssetId,
  requireIdempotencyKey,
  requireText,
  requireUuid,
} from '../../../src/api/parse-input';

const id = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

function refusal(run: () => unknown): { code?: unknown; message?: string } {
  try {
    run();
    return {};
  } catch (error) {
    return error as { code: unknown; message: string };
  }
}

describe('an id', () => {
  it('is taken in lower case', () => {
    expect(requireUuid('input.walletId', id.toUpperCase())).toBe(id);
  });

  it('that is malformed is refused by the name of its field', () => {
    expect(refusal(() => requireUuid('input.walletId', '..'))).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'input.walletId must be a UUID',
    });
    expect(refusal(() => requireAccountId('input.accountId', '01'))).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'input.accountId must be an account number such as "0"',
    });
    expect(refusal(() => requireAssetId('input.assetId', 'A/B'))).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'input.assetId must be a Fireblocks asset id such as "ETH_TEST5"',
    });
  });

  it('never comes back into the message', () => {
    const { message } = refusal(() => requireUuid('id', '<script>'));
    expect(message).not.toContain('script');
  });

  it('of an account or an asset is taken as it is', () => {
    expect(requireAccountId('a', '0')).toBe('0');
    expect(requireAssetId('a', 'ETH_TEST5')).toBe('ETH_TEST5');
  });
});

describe('a text', () => {
  it('may have 1 to its most characters', () => {
    expect(requireText('note', 'x', 3)).toBe('x');
    expect(requireText('note', 'xyz', 3)).toBe('xyz');
    for (const text of ['', 'wxyz']) {
      expect(refusal(() => requireText('note', text, 3))).toMatchObject({
        code: 'BAD_USER_INPUT',
        message: 'note must have 1 to 3 characters',
      });
    }
  });

  it.each(['\0', 'a\0', '\0a', 'a\0b'])('with a NUL is refused (%j)', (text) => {
    expect(refusal(() => requireText('note', text, 10)).message).toBe(
      'note must not contain a NUL character',
    );
  });

  it.each(['\ud800', 'a\udc00', '\udc00\ud800'])(
    'with half a character is refused (%j)',
    (text) => {
      expect(refusal(() => requireText('note', text, 10)).message).toBe(
        'note must be well-formed Unicode',
      );
    },
  );

  it('that is well-formed passes as it is, whatever the language', () => {
    const texts = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 50 })
      .filter((text) => !text.includes('\0') && text.length <= 50);
    fc.assert(
      fc.property(texts, (text) => {
        expect(requireText('note', text, 50)).toBe(text);
      }),
    );
  });

  it('as an idempotency key has up to 255 characters', () => {
    expect(requireIdempotencyKey('k'.repeat(255))).toHaveLength(255);
    expect(refusal(() => requireIdempotencyKey('k'.repeat(256)))).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'input.idempotencyKey must have 1 to 255 characters',
    });
  });
});

describe('an optional value', () => {
  it('is parsed only when it is there', () => {
    const parse = (value: string) => value.length;
    expect(optional(undefined, parse)).toBeUndefined();
    expect(optional(null, parse)).toBeUndefined();
    expect(optional('', parse)).toBe(0);
  });
});
