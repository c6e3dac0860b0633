import { isEnumType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import type { SchemaOperation } from '../schema-operations';
import { areWellFormed, hostileHeaders, type RawHeaders } from './headers';
import type { Random } from './random';
import type { RawRequest } from './raw-http';
import { anyJson, damaged, TEXTS } from './values';

export interface FuzzRequest {
  headers: Record<string, string>;
  body: string | Buffer;
}

const TYPES = [
  ...['application/json', 'application/json; charset=utf-8', 'application/json; charset=utf-16'],
  ...['application/graphql', 'text/plain', 'multipart/form-data; boundary=x', 'a/b', ';', ''],
];
const ACCEPTS = ['*/*', 'application/json', 'application/graphql-response+json', 'text/html', 'x'];

/** What requests are made of: the schema's operations, and ids that exist. */
export interface FuzzGround {
  schema: GraphQLSchema;
  operations: readonly SchemaOperation[];
  ids: readonly string[];
}

/** An operation of the schema, with hostile variables, whole or damaged. */
export function operationRequest(
  random: Random,
  { schema, operations, ids }: FuzzGround,
): { query: string; variables: Record<string, unknown> } {
  const { document, places } = random.pick(operations);
  const query = random.chance(0.25) ? damaged(random, document) : document;
  const variables: Record<string, unknown> = {};
  for (const { path, type, required } of places) {
    if (random.chance(required ? 0.02 : 0.5)) continue;
    let target = variables;
    for (const key of path.slice(0, -1)) {
      target = (target[key] ??= {}) as Record<string, unknown>;
    }
    target[path.at(-1)!] = valueOf(random, schema.getType(type), ids);
  }
  return { query, variables };
}

/** Nearly always of the right type: what is not is refused before anything of ours is asked. */
function valueOf(
  random: Random,
  type: GraphQLNamedType | undefined,
  ids: readonly string[],
): unknown {
  if (random.chance(0.03)) return anyJson(random, 2);
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (type?.name === 'Boolean') return random.chance(0.5);
  if (type?.name === 'Int') return random.pick([-1, 0, 1, 5, 100, 101, 2 ** 31 - 1]);
  return random.chance(0.5) ? random.pick(ids) : random.pick(TEXTS);
}

const JSON_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
};

/** A request to GraphQL's route: mostly an operation as JSON, sometimes not even that. */
export function httpRequest(random: Random, ground: FuzzGround): FuzzRequest {
  const whole = JSON.stringify(operationRequest(random, ground));
  if (random.chance(0.8)) return { headers: JSON_HEADERS, body: whole };
  const headers = { 'content-type': random.pick(TYPES), accept: random.pick(ACCEPTS) };
  const body = random.pick<() => string | Buffer>([
    () => whole,
    () => damaged(random, whole),
    () => JSON.stringify(anyJson(random)),
    () => JSON.stringify({ query: anyJson(random), variables: anyJson(random) }),
    () => JSON.stringify({ query: '{ __typename }', extensions: anyJson(random) }),
    () => random.bytes(random.below(300)),
  ])();
  return { headers: random.chance(0.5) ? headers : JSON_HEADERS, body };
}

const METHODS = ['POST', 'POST', 'POST', 'GET', 'OPTIONS', 'HEAD', 'PUT', 'DELETE', 'TRACE', 'FOO'];
const QUERY = '%7B__typename%7D';
const TARGETS = [
  ...Array.from({ length: 8 }, () => '/graphql'),
  ...[`/graphql?query=${QUERY}`, `/graphql?query=${QUERY}&query=%7B`, '/graphql?variables=%7B'],
  ...['/graphql?query=%ff%00', `/graphql?extensions=[]&query=${QUERY}`, '//graphql', '/graphql/'],
  ...['/webhooks/fireblocks', '/metrics', '/readyz', '/', '/%00', '/%c0%ae%c0%ae/x', '*', 'x'],
  ...['http://evil.example/graphql', '/__proto__', `/graphql?${'a[b]=c&'.repeat(300)}`],
];

/** A request of which the headers are what makes no sense. */
export function rawRequest(random: Random, token: string): RawRequest {
  const body = Buffer.from(random.pick(['{"query":"{ me { id } }"}', '{', '', '[]', '\xff']));
  const framing = random.chance(0.25);
  const headers: RawHeaders = random.chance(0.95) ? [['host', '127.0.0.1']] : [];
  if (random.chance(0.6)) headers.push(['authorization', `Bearer ${token}`]);
  if (random.chance(0.6)) headers.push(['content-type', 'application/json']);
  headers.push(...hostileHeaders(random, token, framing));
  if (!framing || random.chance(0.5)) headers.push(['content-length', String(body.length)]);
  const [method, target] = [random.pick(METHODS), random.pick(TARGETS)];
  const version = random.chance(0.9) ? '1.1' : random.pick(['1.0', '0.9', '2.0', '9']);
  const clear = areWellFormed(headers) && method !== 'FOO' && version === '1.1';
  return { method, target, version, headers, body, endless: framing || !clear };
}

/** What Fireblocks might never send. */
export function webhookBody(random: Random): string {
  const data = {
    ...{ id: anyJson(random, 1), status: anyJson(random, 0), source: anyJson(random) },
    ...{
      destination: anyJson(random),
      createdAt: anyJson(random, 0),
      destinations: anyJson(random),
    },
  };
  const notification = {
    ...{ id: `fuzz-${random.below(1e9)}`, resourceId: anyJson(random, 1) },
    eventType: random.pick(['transaction.created', 'transaction.status.updated', 'x', null]),
    ...{ createdAt: anyJson(random, 0), data: random.chance(0.8) ? data : anyJson(random) },
  };
  const text = JSON.stringify(notification);
  return random.chance(0.2) ? damaged(random, text) : text;
}

/** A frame of a WebSocket, in whatever order. */
export function frame(random: Random, ground: FuzzGround, token: string): string | Buffer {
  const id = random.pick(['1', '2', '', 'x'.repeat(300)]);
  const messages: unknown[] = [
    { type: 'connection_init', payload: { authorization: `Bearer ${token}` } },
    { type: 'connection_init', payload: anyJson(random) },
    { type: 'subscribe', id, payload: operationRequest(random, ground) },
    { type: 'subscribe', id, payload: operationRequest(random, ground) },
    { type: 'subscribe', id: anyJson(random), payload: anyJson(random) },
    { type: 'complete', id },
    { type: 'ping', payload: anyJson(random) },
    { type: 'pong' },
    { type: 'next', id, payload: anyJson(random) },
    anyJson(random),
  ];
  const text = JSON.stringify(random.pick(messages));
  if (random.chance(0.1)) return random.bytes(random.below(200));
  return random.chance(0.2) ? damaged(random, text) : text;
}
