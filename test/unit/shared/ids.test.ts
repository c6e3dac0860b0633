import fc from 'fast-check';
import { isAccountId, isAssetId, parseUuid } from '../../../src/shared/ids';

const id = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

/** What has broken out of a path, a header, a log line or a database somewhere. */
const HOSTILE = [
  '',
  '.',
  '..',
  '...',
  './',
  '../',
  '..\\',
  '%2e%2e',
  '%2e',
  '.%2e',
  '%2F',
  '%2f..%2f',
  '%252e%252e',
  '..;',
  '/',
  '//',
  '\\',
  '?',
  '#',
  '@',
  ':',
  '*',
  '\0',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '\u00a0',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\u2024\u2024',
  '\uff0e\uff0e',
  '\uff0f',
  '\u2215',
  '\u0660',
  '\uff11',
  '\u0430',
  '\ud800',
  '🙂',
  "'",
  '"; DROP TABLE wallets; --',
  '${7*7}',
  'null',
  'undefined',
  '__proto__',
  '-1',
  '+1',
  '1.0',
  '1e3',
  '0x1',
  '٣',
  'a'.repeat(10_000),
  '0'.repeat(10_000),
  '.'.repeat(10_000),
];

/** Hostile texts by themselves and around something good. */
function hostileTo(good: string): string[] {
  return [
    ...HOSTILE,
    ...HOSTILE.filter((text) => text !== '').flatMap((text) => [
      `${text}${good}`,
      `${good}${text}`,
      `${good}/${text}`,
      `${text}/${good}`,
    ]),
  ];
}

/** Where a URL with the id in its path leads, after everything that parsers do to it. */
function pathWith(segment: string): string {
  return new URL(`https://api.fireblocks.io/v1/ncw/wallets/${encodeURIComponent(segment)}/x`)
    .pathname;
}

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('.', '/', '%', '2', 'e', 'E', 'f', '-', '_', 'a', '0') }),
  fc.constantFrom(...hostileTo(id)),
);

describe('a UUID', () => {
  it('has one spelling, whatever case it comes in', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(), (uuid, seed) => {
        const mixed = Array.from(uuid, (c, i) => ((seed >> (i % 31)) & 1 ? c.toUpperCase() : c));
        expect(parseUuid(mixed.join(''))).toBe(uuid);
      }),
    );
  });

  it('is no hostile text, nor one with such a text at either end', () => {
    expect(hostileTo(id).filter((text) => parseUuid(text) !== undefined)).toEqual([]);
  });

  it.each([
    id.replaceAll('-', ''),
    `{${id}}`,
    `urn:uuid:${id}`,
    id.slice(1),
    `${id}0`,
    id.replace('a', 'g'),
    id.replace('a', 'а'),
    id.replaceAll('-', '\u2010'),
    id.replace('aaaaaaaa-', 'aaaaaaaaa-').slice(0, 36),
  ])('is not "%s"', (text) => {
    expect(parseUuid(text)).toBeUndefined();
  });

  it('stays one segment of a path, and the very same', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.uuid()), (text) => {
        const parsed = parseUuid(text);
        if (parsed === undefined) return;
        expect(pathWith(parsed)).toBe(`/v1/ncw/wallets/${text.toLowerCase()}/x`);
      }),
    );
  });
});

describe('an account id', () => {
  it.each(['0', '1', '10', '9999999999'])('may be "%s"', (text) => {
    expect(isAccountId(text)).toBe(true);
  });

  it('is no hostile text, nor a number with such a text at either end', () => {
    expect(hostileTo('7').filter((text) => isAccountId(text))).toEqual([]);
  });

  it.each(['00', '01', '10000000000', '-0', ' 0', '0 ', '0\n'])('is not %j', (text) => {
    expect(isAccountId(text)).toBe(false);
  });

  it('is written as the number that it is', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.nat().map(String)), (text) => {
        if (isAccountId(text)) expect(String(Number(text))).toBe(text);
      }),
    );
  });
});

describe('an asset id', () => {
  it.each(['BTC', 'ETH_TEST5', 'USDC.e', 'a-b', 'x'.repeat(64), '.a', 'a..b'])(
    'may be "%s"',
    (text) => {
      expect(isAssetId(text)).toBe(true);
    },
  );

  it('never holds what is not a letter, a digit, a dot, a dash or an underscore', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        if (isAssetId(text)) expect(text).toMatch(/^[\w.-]{1,64}$/);
      }),
    );
  });

  it('is no text of dots alone, and none of 65 characters', () => {
    for (const text of ['.', '..', '...', '.'.repeat(64), 'x'.repeat(65)]) {
      expect(isAssetId(text)).toBe(false);
    }
  });

  it('stays one segment of a path, and the very same', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.string({ unit: fc.constantFrom('.', 'a', '_') })),
        (text) => {
          if (isAssetId(text)) expect(pathWith(text)).toBe(`/v1/ncw/wallets/${text}/x`);
        },
      ),
    );
  });

  it('would lead elsewhere if dots alone were one', () => {
    expect(pathWith('..')).toBe('/v1/ncw/x');
  });
});
