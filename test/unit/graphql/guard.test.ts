import {
  buildSchema,
  graphql,
  parse,
  subscribe,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { deny } from 'graphql-shield';
import type { Caller } from '../../../src/api/caller';
import { toPublicError } from '../../../src/api/public-error';
import { Usage } from '../../../src/api/usage';
import { guard } from '../../../src/graphql/guard';
import { permissionMap, type PermissionMap } from '../../../src/graphql/permissions';
import { MemoryReservations } from '../../../src/limits/reservations';
import { caller } from '../../support/caller';

const RATE = { max: 3, windowMs: 60_000 };
const RATES = {
  createWallet: RATE,
  assignDevice: RATE,
  createTransaction: RATE,
  relayRpc: RATE,
  reportEvent: RATE,
  other: RATE,
};

/** The names are the gateway's, but for `forgotten`, which has no rule anywhere. */
const SDL = `
  type Query { me: Me, forgotten: String }
  type Me { id: String, secret: String }
  type Mutation { createWallet: String, forgotten: String }
  type Subscription { signingStatus: Int, forgotten: Int }
`;

const alice = caller('alice');

/** The gateway's map without the fields that the small schema does not have. */
function smallMap(): PermissionMap {
  const { Query, Mutation, Subscription } = permissionMap(RATES, new MemoryReservations(() => 1));
  const only = (rules: PermissionMap['Query'], kept: string) =>
    Object.fromEntries(Object.entries(rules).filter(([name]) => ['*', kept].includes(name)));
  return {
    Query: only(Query, 'me'),
    Mutation: only(Mutation, 'createWallet'),
    Subscription: only(Subscription, 'signingStatus'),
  };
}

/** The guarded schema, and which of its resolvers and sources were reached. */
function guarded() {
  const reached: string[] = [];
  const schema = buildSchema(SDL);
  for (const type of ['Query', 'Mutation'] as const) {
    const fields = (
      type === 'Query' ? schema.getQueryType() : schema.getMutationType()
    )?.getFields();
    for (const field of Object.values(fields ?? {})) {
      field.resolve = () => {
        reached.push(`${type}.${field.name}`);
        return field.name === 'me' ? { id: 'alice', secret: 's' } : 'done';
      };
    }
  }
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    field.subscribe = async function* () {
      reached.push(`Subscription.${field.name}`);
      yield await Promise.resolve(20);
      yield 21;
    };
    // As type-graphql gives one to each: without it the source would not be wrapped at all.
    field.resolve = (value: number) => 2 * value;
  }
  return { schema: guard(schema, smallMap()), reached };
}

function contextOf(caller: Caller | null) {
  return { caller, requestId: 'r', usage: new Usage() };
}

function codes({ errors = [] }: ExecutionResult): string[] {
  return errors.map((error) => toPublicError(error, 'r').extensions.code);
}

function run(schema: GraphQLSchema, source: string, caller: Caller | null) {
  return graphql({ schema, source, contextValue: contextOf(caller) });
}

function open(schema: GraphQLSchema, source: string, caller: Caller | null) {
  return subscribe({ schema, document: parse(source), contextValue: contextOf(caller) });
}

describe('the guarded schema', () => {
  let parts: ReturnType<typeof guarded>;

  beforeEach(() => {
    parts = guarded();
  });

  it.each(['{ me { id } }', 'mutation { createWallet }'])(
    'does not reach the resolver of "%s" for a stranger',
    async (source) => {
      expect(codes(await run(parts.schema, source, null))).toEqual(['UNAUTHENTICATED']);
      expect(parts.reached).toEqual([]);
    },
  );

  it('lets a caller through to the whole answer', async () => {
    const { data, errors } = await run(parts.schema, '{ me { id secret } }', alice);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ me: { id: 'alice', secret: 's' } });
  });

  it.each(['{ forgotten }', 'mutation { forgotten }'])(
    'denies everybody "%s", which nobody has written a rule for',
    async (source) => {
      for (const caller of [null, alice, { ...alice, scopes: ['ncw:admin'] }]) {
        expect(codes(await run(parts.schema, source, caller))).toEqual(['FORBIDDEN']);
      }
      expect(parts.reached).toEqual([]);
    },
  );

  it('never calls the source of a subscription for a stranger', async () => {
    const result = await open(parts.schema, 'subscription { signingStatus }', null);
    expect(Symbol.asyncIterator in result).toBe(false);
    expect(codes(result as ExecutionResult)).toEqual(['UNAUTHENTICATED']);
    expect(parts.reached).toEqual([]);
  });

  it('never calls the source of a subscription that nobody has written a rule for', async () => {
    const result = await open(parts.schema, 'subscription { forgotten }', alice);
    expect(codes(result as ExecutionResult)).toEqual(['FORBIDDEN']);
    expect(parts.reached).toEqual([]);
  });

  it('streams to a caller, through the resolver of each event', async () => {
    const result = await open(parts.schema, 'subscription { signingStatus }', alice);
    const values: unknown[] = [];
    for await (const event of result as AsyncIterable<ExecutionResult>) {
      values.push(event.data?.['signingStatus']);
    }
    expect(values).toEqual([40, 42]);
    expect(parts.reached).toEqual(['Subscription.signingStatus']);
  });

  it('takes one call of the allowance for the opening of a stream, and none for its events', async () => {
    const source = 'subscription { signingStatus }';
    for (let i = 0; i < RATE.max; i += 1) {
      const stream = (await open(parts.schema, source, alice)) as AsyncIterable<ExecutionResult>;
      const events: ExecutionResult[] = [];
      for await (const event of stream) events.push(event);
      expect(events.flatMap(codes)).toEqual([]);
    }
    const refused = (await open(parts.schema, source, alice)) as ExecutionResult;
    expect(codes(refused)).toEqual(['RATE_LIMITED']);
    expect(parts.reached).toHaveLength(RATE.max);
  });

  it('uses up no allowance of a stranger', async () => {
    for (let i = 0; i < 10; i += 1) {
      expect(codes(await run(parts.schema, '{ me { id } }', null))).toEqual(['UNAUTHENTICATED']);
    }
  });

  it('does not remember a verdict from one field to the next', async () => {
    const source = `{ ${Array.from({ length: 5 }, (_, i) => `a${i}: me { id }`).join(' ')} }`;
    expect(codes(await run(parts.schema, source, alice))).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
  });

  it('denies every root type by default', () => {
    const map = permissionMap(RATES, new MemoryReservations(() => 1));
    expect(Object.values(map).map((rules) => rules['*'])).toEqual([deny, deny, deny]);
  });
});
