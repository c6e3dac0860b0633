import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { CONNECT_URI, type GraphQLCaller } from '../support/graphql-caller';
import type { Place, SchemaOperation } from '../support/schema-operations';

/** Ids of one user's things. */
export type IdWorld = Record<
  | 'walletId'
  | 'deviceId'
  | 'transactionId'
  | 'passphraseId'
  | 'connectionId'
  | 'unwantedConnectionId',
  string
>;

export async function newWorld(owner: GraphQLCaller): Promise<IdWorld> {
  const walletId = await owner.createWallet();
  const deviceId = await owner.assignDevice(walletId);
  const transactionId = await owner.createTransaction(walletId);
  const passphraseId = randomUUID();
  await owner.expectData(
    'mutation ($input: RegisterPassphraseInput!) { registerPassphrase(input: $input) { passphrase { id } } }',
    { input: { passphraseId, location: 'OTHER' } },
  );
  const connectionId = await owner.createWeb3Connection(walletId);
  const unwantedConnectionId = await owner.createWeb3Connection(walletId);
  return {
    ...{ walletId, deviceId, transactionId, passphraseId },
    ...{ connectionId, unwantedConnectionId },
  };
}

const page = (time: string, id: string) => Buffer.from(`${time}:${id}`).toString('base64url');

/** What once broke somebody's gateway, and what ought to break a careless one. */
export function hostileConstants({ required }: Place): unknown[] {
  const uuid = randomUUID();
  return [
    ...['', ' ', '.', '..', '...', '../', './', '/', '//', '../..', `${uuid}/..`, `../${uuid}`],
    ...['%2e', '%2e%2e', '%2E%2E%2F', '%252e%252e', '..%2f', '%00', '..;/', `${uuid}%2f..`],
    ...['\\', '..\\', '?', '#', `${uuid}?x=1`, `${uuid}#`, `${uuid}&walletId=`, '*', '%', '_'],
    ...['\0', `${uuid}\0`, '\r\nx: y', '\ud800', '\u202e', '\ufeff', '．．', '․․', '‥', '／'],
    ...[uuid.replace('-', '‐'), uuid.replace(/[0-9]/g, '１'), ` ${uuid}`, `${uuid}\n`, `{${uuid}}`],
    ...[uuid.toUpperCase(), uuid.replaceAll('-', ''), `urn:uuid:${uuid}`, 'K'.repeat(64)],
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '$where', 'null'],
    ...["' OR 1=1 --", '"; DROP TABLE wallets; --', '${7*7}', '{{7*7}}', '-1', '1e9', '0x0', 'NaN'],
    ...['00', '01', '9999999999', '99999999999', '٠', '1.0', 'undefined', '[object Object]'],
    ...['x'.repeat(10_000), '.'.repeat(10_000), '🗝'.repeat(5_000), '%2e'.repeat(3_000)],
    ...[page('999999999999999', uuid), page('0', uuid), page('-1', uuid), page('1', '..')],
    ...[page('253402300800000', uuid), page('8640000000000001', uuid), 'MS4'],
    ...[0, -1, 1.5, 2 ** 53, true, [], {}, [uuid], { id: uuid }, ...(required ? [] : [null])],
    null,
  ];
}

/** Where a caller may take any id that nobody has for such a thing. */
const CHOSEN: Record<string, keyof IdWorld> = {
  'Mutation.assignDevice deviceId': 'deviceId',
  'Mutation.registerPassphrase passphraseId': 'passphraseId',
};

/** Somebody else's ids: all of them, but for where a wallet's id may become a device's. */
export function foreignIds({ field }: SchemaOperation, { path }: Place, foreign: IdWorld) {
  const chosen = CHOSEN[`${field} ${path.at(-1)!}`];
  return chosen ? [foreign[chosen]] : Object.values(foreign);
}

/** Mutations of ids, of somebody else's among them, and any text at all. */
export function hostileValue(foreign: readonly string[]): fc.Arbitrary<unknown> {
  const id = fc.oneof(fc.uuid(), fc.constantFrom(...foreign));
  const dirt = fc.constantFrom(
    ...['.', '..', '/', '../', '%2e', '%2f', '\0', ' ', '\n', '?', '#', ',', "'", '‐', '\u200b'],
  );
  const dirtied = fc
    .tuple(id, dirt, fc.nat({ max: 36 }))
    .map(([text, extra, at]) => text.slice(0, at) + extra + text.slice(at));
  const path = fc.array(fc.oneof(dirt, id), { minLength: 1, maxLength: 6 }).map((p) => p.join(''));
  return fc.oneof(
    dirtied,
    path,
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype)),
  );
}

/** The operation's variables, good ones of this world but for one place. */
export function fill(
  operation: SchemaOperation,
  world: IdWorld,
  hostile?: Place,
  value?: unknown,
): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  for (const place of operation.places) {
    const good = place === hostile ? value : goodValue(operation, place, world);
    if (good !== undefined) put(variables, place.path, good);
  }
  if (hostile?.path.includes('destination')) destine(variables, hostile.path.at(-1)!);
  return variables;
}

/** Which fields of a destination count is told by its type. */
function destine(variables: Record<string, unknown>, name: string): void {
  const types: Record<string, string> = { id: 'VAULT_ACCOUNT', walletId: 'END_USER_WALLET' };
  put(variables, ['input', 'destination', 'type'], types[name] ?? 'ONE_TIME_ADDRESS');
}

function put(target: Record<string, unknown>, [name, ...rest]: string[], value: unknown): void {
  if (rest.length === 0) target[name!] = value;
  else put((target[name!] ??= {}) as Record<string, unknown>, rest, value);
}

const GOOD: Record<string, (world: IdWorld) => unknown> = {
  walletId: ({ walletId }) => walletId,
  deviceId: ({ deviceId }) => deviceId,
  transactionId: ({ transactionId }) => transactionId,
  passphraseId: ({ passphraseId }) => passphraseId,
  connectionId: ({ connectionId }) => connectionId,
  'Mutation.denyWeb3Connection input.connectionId': ({ unwantedConnectionId }) =>
    unwantedConnectionId,
  'Query.wallet id': ({ walletId }) => walletId,
  'Query.device id': ({ deviceId }) => deviceId,
  'Query.transaction id': ({ transactionId }) => transactionId,
  'Query.passphrase id': ({ passphraseId }) => passphraseId,
  idempotencyKey: () => randomUUID(),
  assetId: () => 'ETH_TEST5',
  amount: () => '0.000001',
  'Query.estimateTransactionFee input.assetId': () => 'ETH_TEST5',
  'Query.estimateTransactionFee input.amount': () => '0.000001',
  'input.destination.type': () => 'ONE_TIME_ADDRESS',
  'input.destination.address': () => `0x${'ab'.repeat(20)}`,
  payload: () => '{"method":"get_all_keys"}',
  location: () => 'OTHER',
  uri: () => CONNECT_URI,
  first: () => 3,
  reason: () => 'a test',
  from: () => new Date(Date.now() - 60_000).toISOString(),
  until: () => new Date().toISOString(),
  ownerId: () => 'carol',
};

function goodValue({ field }: SchemaOperation, { path, required }: Place, world: IdWorld): unknown {
  const name = path.join('.');
  const good = GOOD[`${field} ${name}`] ?? GOOD[name] ?? GOOD[required ? path.at(-1)! : ''];
  if (good) return good(world);
  if (required) throw new Error(`${field} needs a good value for ${name}`);
  return undefined;
}
