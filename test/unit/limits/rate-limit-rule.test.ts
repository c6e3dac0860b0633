import { buildSchema, graphql, type GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { shield } from 'graphql-shield';
import { GatewayError } from '../../../src/api/gateway-error';
import { toPublicError } from '../../../src/api/public-error';
import { Usage } from '../../../src/api/usage';
import { inOrder } from '../../../src/graphql/in-order';
import { rateLimitRule } from '../../../src/limits/rate-limit-rule';
import { MemoryReservations, type Reservations } from '../../../src/limits/reservations';
import { caller } from '../../support/caller';

const MAX = 5;
const RATE = { max: MAX, windowMs: 60_000 };

/** A schema behind the rule, whose resolvers note each call that passes. */
function limited(reservations: Reservations) {
  const passed: string[] = [];
  const schema = buildSchema('type Query { ping: String, pong: String }');
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    field.resolve = () => {
      passed.push(field.name);
      return 'ok';
    };
  }
  const rules = () => inOrder(rateLimitRule(reservations, RATE));
  const guarded = applyMiddleware(
    schema,
    shield({ Query: { ping: rules(), pong: rules() } }, { allowExternalErrors: true }),
  );
  return { schema: guarded, passed };
}

function call(schema: GraphQLSchema, source: string, id = 'alice', usage = new Usage()) {
  return graphql({ schema, source, contextValue: { caller: caller(id), usage } });
}

const aliases = (count: number, field = 'ping') =>
  `{ ${Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ')} }`;

describe('the rate limit rule', () => {
  let parts: ReturnType<typeof limited>;

  beforeEach(() => {
    const now = 1_760_000_000_000;
    parts = limited(new MemoryReservations(() => now));
  });

  it('passes exactly five of fifty aliases', async () => {
    const { data, errors } = await call(parts.schema, aliases(50));
    expect(parts.passed).toHaveLength(MAX);
    expect(Object.values(data ?? {}).filter((value) => value === 'ok')).toHaveLength(MAX);
    expect(errors).toHaveLength(50 - MAX);
  });

  it('passes exactly five of fifty parallel calls', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => call(parts.schema, '{ ping }')),
    );
    expect(parts.passed).toHaveLength(MAX);
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(MAX);
  });

  it('passes exactly five when the store takes its time', async () => {
    const memory = new MemoryReservations(() => 1_760_000_000_000);
    const slow: Reservations = {
      async reserve(key, rate) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return memory.reserve(key, rate);
      },
    };
    const { schema, passed } = limited(slow);
    await Promise.all(Array.from({ length: 50 }, () => call(schema, '{ ping }')));
    expect(passed).toHaveLength(MAX);
  });

  it('refuses with RATE_LIMITED, and says when to come back', async () => {
    const { errors = [] } = await call(parts.schema, aliases(MAX + 1));
    expect(errors).toHaveLength(1);
    expect(toPublicError(errors[0], 'request')).toMatchObject({
      message: 'ping may be called 5 times in 60 s',
      extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 12_000 },
    });
  });

  it('counts each caller and each field alone', async () => {
    await call(parts.schema, aliases(MAX));
    expect((await call(parts.schema, '{ ping }')).errors).toHaveLength(1);
    expect((await call(parts.schema, '{ ping }', 'bob')).errors).toBeUndefined();
    expect((await call(parts.schema, '{ pong }')).errors).toBeUndefined();
  });

  it('notes what is left of the field that leaves the least', async () => {
    await call(parts.schema, aliases(2));
    const usage = new Usage();
    await call(parts.schema, '{ pong ping other: pong }', 'alice', usage);
    expect(usage.allowance).toEqual({ limit: MAX, remaining: 2, resetMs: 36_000 });
  });

  it('does not take two callers for one, however their ids are written', async () => {
    const ids = ['a', 'a:ping', '"a"', 'a","ping', '["a"]', 'A'];
    for (const id of ids) await call(parts.schema, aliases(MAX), id);
    expect(parts.passed).toHaveLength(ids.length * MAX);
  });

  it('lets a failure of the store through as what it is', async () => {
    const failing: Reservations = {
      reserve: () => {
        throw new GatewayError('UNAVAILABLE', 'no store');
      },
    };
    const { schema, passed } = limited(failing);
    const { errors = [] } = await call(schema, '{ ping }');
    expect(toPublicError(errors[0], '').extensions.code).toBe('UNAVAILABLE');
    expect(passed).toEqual([]);
  });
});
