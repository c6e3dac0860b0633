import type { GraphQLField, GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { Caller } from '../../../src/api/caller';
import { toGatewayError } from '../../../src/api/error-map';
import { GatewayError } from '../../../src/api/gateway-error';
import { Usage } from '../../../src/api/usage';
import { guard } from '../../../src/graphql/guard';
import { permissionMap, type OperationRates } from '../../../src/graphql/permissions';
import { buildApiSchema } from '../../../src/graphql/schema';
import { MemoryReservations } from '../../../src/limits/reservations';
import { caller } from '../../support/caller';

const perMinute = (max: number) => ({ max, windowMs: 60_000 });

/** All different, so that what passes tells which one is asked. */
const RATES: OperationRates = {
  createWallet: perMinute(1),
  assignDevice: perMinute(2),
  createTransaction: perMinute(3),
  relayRpc: perMinute(4),
  reportEvent: perMinute(6),
  other: perMinute(5),
};

/** All that a rule looks at. */
const ARGS = { input: { payload: '{"method":"get_all_keys"}' } };

type Party = 'nobody' | 'user' | 'support' | 'admin';

const USERS: Party[] = ['user', 'support', 'admin'];
const STAFF: Party[] = ['support', 'admin'];
const ADMINISTRATORS: Party[] = ['admin'];

/** Who may call it, and how often in a minute. */
const EXPECTED: Record<string, [Party[], number]> = {
  'Query.me': [USERS, 5],
  'Query.wallet': [USERS, 5],
  'Query.wallets': [USERS, 5],
  'Query.device': [USERS, 5],
  'Query.transaction': [USERS, 5],
  'Query.transactions': [USERS, 5],
  'Query.estimateTransactionFee': [USERS, 5],
  'Query.supportedAssets': [USERS, 5],
  'Query.passphrase': [USERS, 5],
  'Query.passphrases': [USERS, 5],
  'Query.auditEntries': [STAFF, 5],
  'Query.notifications': [STAFF, 5],
  'Query.pendingIntents': [STAFF, 5],
  'Mutation.createWallet': [USERS, 1],
  'Mutation.assignDevice': [USERS, 2],
  'Mutation.relayRpc': [USERS, 4],
  'Mutation.createAccount': [USERS, 5],
  'Mutation.addAsset': [USERS, 5],
  'Mutation.registerPassphrase': [USERS, 5],
  'Mutation.createTransaction': [USERS, 3],
  'Mutation.cancelTransaction': [USERS, 5],
  'Mutation.createWeb3Connection': [USERS, 5],
  'Mutation.approveWeb3Connection': [USERS, 5],
  'Mutation.denyWeb3Connection': [USERS, 5],
  'Mutation.removeWeb3Connection': [USERS, 5],
  'Mutation.enableDevice': [USERS, 5],
  'Mutation.disableDevice': [USERS, 5],
  'Mutation.freezeWallet': [ADMINISTRATORS, 5],
  'Mutation.unfreezeWallet': [ADMINISTRATORS, 5],
  'Mutation.reassignWallet': [ADMINISTRATORS, 5],
  'Mutation.retryNotifications': [ADMINISTRATORS, 5],
  'Mutation.resendWebhooks': [ADMINISTRATORS, 5],
  'Subscription.signingStatus': [USERS, 5],
};

/** Scopes that are none of the gateway's, or nearly, give nothing. */
const SCOPES: Record<Exclude<Party, 'nobody'>, string[]> = {
  user: ['openid', 'admin', 'ncw', 'NCW:ADMIN', 'ncw:admins', 'ncw:*'],
  support: ['openid', 'ncw:support'],
  admin: ['ncw:admin'],
};

let callers = 0;

/** Somebody new each time, whose allowances are whole. */
function callerOf(party: Party): Caller | null {
  if (party === 'nobody') return null;
  callers += 1;
  return caller(`${party} ${callers}`, ...SCOPES[party]);
}

/** Root fields by name, each as a call of what guards it. */
function guardedFields() {
  const schema = buildApiSchema();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const reach = (parent: unknown) => {
    if (parent instanceof Error) throw parent;
    return 'reached';
  };
  for (const root of roots) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      if (root?.name === 'Subscription') field.subscribe = reach;
      else field.resolve = reach;
    }
  }
  const guarded = guard(schema, permissionMap(RATES, new MemoryReservations(() => 1)));
  const types = ['Query', 'Mutation', 'Subscription'].map(
    (name) => guarded.getType(name) as GraphQLObjectType<unknown, unknown>,
  );
  return new Map(
    types.flatMap((type) =>
      Object.values(type.getFields()).map((field) => [
        `${type.name}.${field.name}`,
        (caller: Caller | null, parent?: unknown) => call(type, field, caller, parent),
      ]),
    ),
  );
}

async function call(
  parentType: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  caller: Caller | null,
  parent: unknown = {},
): Promise<unknown> {
  const info = { fieldName: field.name, parentType } as GraphQLResolveInfo;
  const context = { caller, requestId: 'r', usage: new Usage() };
  const run = parentType.name === 'Subscription' ? field.subscribe : field.resolve;
  try {
    const answer: unknown = await run?.(parent, ARGS, context, info);
    return answer instanceof Error ? toGatewayError(answer).code : answer;
  } catch (error) {
    return toGatewayError(error).code;
  }
}

describe('the permission map', () => {
  let fields: ReturnType<typeof guardedFields>;

  beforeAll(() => {
    fields = guardedFields();
  });

  it('is expected of every root field', () => {
    expect([...fields.keys()].sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('lets to %s whom it shall', async (name, [allowed]) => {
    for (const party of ['nobody', ...USERS] as Party[]) {
      const refusal = party === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      const expected = allowed.includes(party) ? 'reached' : refusal;
      expect([party, await fields.get(name)?.(callerOf(party))]).toEqual([party, expected]);
    }
  });

  it.each(Object.entries(EXPECTED))('lets to %s as often as it shall', async (name, [, max]) => {
    const admin = callerOf('admin');
    const answers: unknown[] = [];
    for (let at = 0; at <= max; at += 1) answers.push(await fields.get(name)?.(admin));
    expect(answers).toEqual([...Array<string>(max).fill('reached'), 'RATE_LIMITED']);
  });

  it('lets a field’s own refusal pass as it is', async () => {
    const frozen = new GatewayError('WALLET_FROZEN', 'the wallet is frozen');
    expect(await fields.get('Query.me')?.(callerOf('user'), frozen)).toBe('WALLET_FROZEN');
  });

  it('takes nothing of an allowance for who may not call at all', async () => {
    const user = callerOf('user');
    for (let at = 0; at < 10; at += 1) {
      expect(await fields.get('Query.auditEntries')?.(user)).toBe('FORBIDDEN');
      expect(await fields.get('Query.me')?.(null)).toBe('UNAUTHENTICATED');
    }
  });

  it('bounds how often administrators’ operations are tried by others', async () => {
    const user = callerOf('user');
    const answers = new Set<unknown>();
    for (let at = 0; at < 7; at += 1)
      answers.add(await fields.get('Mutation.freezeWallet')?.(user));
    expect([...answers]).toEqual(['FORBIDDEN', 'RATE_LIMITED']);
  });
});
