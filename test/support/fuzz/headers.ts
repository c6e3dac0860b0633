import type { Random } from './random';
import { TEXTS } from './values';

/** Names and values as they go over the wire, one byte for each character; names may repeat. */
export type RawHeaders = [name: string, value: string][];

/** How long a header gets: below what Node.js reads of them (16 KiB in all), and above. */
const LENGTHS = [0, 1, 255, 4_096, 15_000, 17_000, 70_000];

const BYTES = ['\xff', '\x80\x81', 'ä', '\t', '\x01', '\x7f', '\0', 'a\rb', 'a\nb: c', '\r\n\r\n'];

const CHARSETS = ['utf-8', 'UTF-16', 'utf-7', 'latin1', '"utf-8"', 'x'.repeat(99), ''];

/** The token of somebody, in all the forms that it must not be taken in, and some that it may. */
function authorization(random: Random, token: string): string {
  const [head = '', claims = '', signature = ''] = token.split('.');
  return random.pick([
    ...[`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token}`, ` Bearer\t${token} `, token],
    ...[`Basic ${token}`, `Basic Og==`, 'Bearer', 'Bearer ', 'Bearer undefined', 'Digest x="'],
    ...[`Bearer ${token}, Bearer ${token}`, `Bearer ${token} x`, `Bearer ${token}=`],
    ...[`Bearer ${head}.${claims}.`, `Bearer ..`, `Bearer ${head}..${signature}`],
    `Bearer ${encoded({ alg: 'none' })}.${claims}.`,
    `Bearer ${encoded({ alg: 'RS256', kid: '../../etc/passwd', jku: 'http://a.example' })}.${claims}.${signature}`,
    `Bearer ${encoded({ alg: 'HS256', crit: ['x'], x: 1 })}.${claims}.${signature}`,
    `Bearer ${head}.${encoded({ sub: '', exp: 1e308, nbf: 'x' })}.${signature}`,
    `Bearer ${head}.${Buffer.from('[').toString('base64url')}.${signature}`,
    `Bearer ${'a.'.repeat(random.pick([10, 1_000, 7_000]))}`,
  ]);
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function contentType(random: Random): string {
  const type = random.pick([
    ...['application/json', 'APPLICATION/JSON', 'application/graphql', 'application/json+x'],
    ...['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded', '*/*', '/', ''],
    ...['application/graphql-response+json', 'application/jsonp', ' application/json ', 'a/b/c'],
  ]);
  return random.pick([
    type,
    `${type}; charset=${random.pick(CHARSETS)}`,
    `${type};charset=utf-8;charset=utf-16`,
    `${type}; boundary=${'x'.repeat(random.pick([0, 70, 500]))}`,
    `${type};;;=;`,
    `${type}, ${type}`,
  ]);
}

function accept(random: Random): string {
  const kinds = Array.from({ length: random.below(6) }, () =>
    random.pick([
      ...['*/*', 'application/json', 'application/graphql-response+json', 'text/html', 'a', '*'],
      ...[
        'application/json;q=0',
        'application/json;q=1e309',
        '*/*;q=-1',
        ';q=',
        'text/event-stream',
      ],
      ...['multipart/mixed;deferSpec=20220824', 'application/*+json', 'x'.repeat(2_000)],
    ]),
  );
  return kinds.join(random.pick([',', ', ', ',,', ';', ' ']));
}

function address(random: Random): string {
  return random.pick([
    ...[
      '127.0.0.1',
      '::1',
      '[::1]:80',
      '10.0.0.1:99999',
      '256.1.1.1',
      '::ffff:127.0.0.1',
      'fe80::1%',
    ],
    ...['unknown', '_hidden', '1', '0x7f000001', ':', ':::', '[', '1.2.3.4.5', '2001:db8::/64'],
  ]);
}

function forwarded(random: Random): string {
  const hops = Array.from({ length: random.pick([0, 1, 2, 3, 40, 400]) }, () => address(random));
  return hops.join(random.pick([',', ', ', ' ', ',,', ';']));
}

/** What makers of the headers that the gateway reads may put into them. */
function hostile(random: Random, token: string): [string, () => string][] {
  const text = (): string => random.pick(TEXTS);
  const origins = ['null', 'http://evil.example', 'http://127.0.0.1', '://', 'file://', '*', ' '];
  return [
    ['authorization', () => authorization(random, token)],
    ['content-type', () => contentType(random)],
    ['accept', () => accept(random)],
    ['x-forwarded-for', () => forwarded(random)],
    ['forwarded', () => `for=${forwarded(random)};proto=http`],
    ['origin', () => random.pick(origins)],
    ['idempotency-key', text],
    ['content-encoding', () => random.pick(['gzip', 'br', 'identity', 'deflate, gzip', 'x', ''])],
    ['accept-encoding', () => random.pick(['gzip;q=0', '*;q=0', 'br', 'identity;q=x', ''])],
    ['x-request-id', text],
    ['cookie', () => `a=${text()}; =; ${'b=c;'.repeat(random.below(500))}`],
    ['apollo-require-preflight', text],
    ['x-apollo-operation-name', text],
    ['access-control-request-method', () => random.pick(['POST', 'GET', 'x', ''])],
    ['access-control-request-headers', () => `x, ${text()}`],
    ['fireblocks-signature', text],
    ['fireblocks-webhook-signature', () => `${text()}..${text()}`],
    ['expect', () => random.pick(['100-continue', '200-ok', ''])],
    ['range', () => random.pick(['bytes=0-0,0-0', 'bytes=-1', 'x'])],
    ['if-none-match', () => random.pick(['*', 'W/"x"', '"'])],
    ['traceparent', text],
    ['date', text],
    [text(), text],
  ];
}

/** What decides where a request ends: with these it is anybody's guess. */
const FRAMING: RawHeaders = [
  ['transfer-encoding', 'chunked'],
  ['transfer-encoding', 'gzip, chunked'],
  ['transfer-encoding', 'x'],
  ['content-length', '0'],
  ['content-length', '-1'],
  ['content-length', '1e3'],
  ['content-length', '99999999999999999999'],
  ['content-length', '5242881'],
  ['connection', 'upgrade'],
  ['connection', 'close, keep-alive, x'],
  ['upgrade', 'websocket'],
  ['upgrade', 'h2c'],
  ['sec-websocket-version', '13'],
  ['sec-websocket-version', '99'],
  ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ['sec-websocket-protocol', 'graphql-transport-ws, graphql-ws,,'],
  ['sec-websocket-extensions', 'permessage-deflate; client_max_window_bits=99'],
  ['host', ''],
  ['host', 'a b'],
  ['te', 'trailers'],
  ['trailer', 'authorization'],
];

/** Headers of one request; without `framing` none of them decides where it ends. */
export function hostileHeaders(random: Random, token: string, framing: boolean): RawHeaders {
  const makers = hostile(random, token);
  const headers: RawHeaders = [];
  for (let count = random.pick([1, 2, 3, 5, 60]); count > 0; count -= 1) {
    const [name, value] = random.pick(makers);
    const first = value();
    headers.push([name, first]);
    // Twice, alike or not.
    if (random.chance(0.15)) headers.push([name, random.chance(0.5) ? first : value()]);
  }
  if (random.chance(0.1)) headers.push(['x-long', 'x'.repeat(random.pick(LENGTHS))]);
  if (random.chance(0.2)) headers[random.below(headers.length)]![1] += random.pick(BYTES);
  for (let count = framing ? 1 + random.below(4) : 0; count > 0; count -= 1) {
    headers.push([...random.pick(FRAMING)]);
  }
  return headers;
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const MOST_BYTES = 15_000;

/** Whether HTTP allows them, in what they hold and how long they are; their values may mean anything. */
export function areWellFormed(headers: RawHeaders): boolean {
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  return (
    bytes < MOST_BYTES && headers.every(([name, value]) => NAME.test(name) && VALUE.test(value))
  );
}
