import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyRequest } from 'fastify';
import { importSPKI, jwtVerify } from 'jose';
import { Pool as Database } from 'pg';
import { Pool } from 'undici';

/**
 * The least that a relay costs over GraphQL with the parts that the gateway is built on: Apollo on
 * Fastify, one look-up of the owner, undici. A token is verified once. No signature, no limits, no
 * audit, no log, no metrics, no deadline: nothing that the gateway can leave out.
 */
const { UPSTREAM, DATABASE_URL, PUBLIC_KEY, ISSUER, AUDIENCE } = process.env;

interface Context {
  sub: string;
}

interface Arguments {
  input: { walletId: string; deviceId: string; payload: string };
}

const TYPES = `
  input RelayRpcInput { walletId: ID!, deviceId: ID!, payload: String! }
  type RelayRpcPayload { response: String! }
  type Query { alive: Boolean }
  type Mutation { relayRpc(input: RelayRpcInput!): RelayRpcPayload! }`;

async function main(): Promise<void> {
  const key = await importSPKI(PUBLIC_KEY ?? '', 'ES256');
  const database = new Database({ connectionString: DATABASE_URL, max: 10 });
  const { origin, pathname } = new URL(UPSTREAM ?? '');
  const upstream = new Pool(origin, { connections: 100 });
  const known = new Map<string, Context>();

  async function context({ headers }: FastifyRequest): Promise<Context> {
    const token = (headers.authorization ?? '').slice('Bearer '.length);
    const seen = known.get(token);
    if (seen) return seen;
    const { payload } = await jwtVerify(token, key, {
      ...(ISSUER ? { issuer: ISSUER } : {}),
      ...(AUDIENCE ? { audience: AUDIENCE } : {}),
    });
    const verified = { sub: payload.sub ?? '' };
    known.set(token, verified);
    return verified;
  }

  async function relayRpc(_: unknown, { input }: Arguments, { sub }: Context) {
    const { rowCount } = await database.query({
      name: 'owned-device',
      text: `SELECT 1 FROM devices d JOIN wallets w ON w.id = d.wallet_id
              WHERE d.id = $1 AND w.id = $2 AND w.owner_id = $3`,
      values: [input.deviceId, input.walletId, sub],
    });
    if (rowCount !== 1) throw new Error('no such device');
    const { body } = await upstream.request({
      method: 'POST',
      path: `${pathname}/ncw/wallets/${input.walletId}/devices/${input.deviceId}/invoke`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ payload: input.payload }),
    });
    return { response: await body.text() };
  }

  const apollo = new ApolloServer<Context>({
    typeDefs: TYPES,
    resolvers: { Mutation: { relayRpc } },
  });
  await apollo.start();
  const app = fastify({ bodyLimit: 5 * 1024 * 1024 });
  app.post('/graphql', fastifyApolloHandler(apollo, { context }));
  app.get('/cpu', () => process.cpuUsage());
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.stdout.write(`${JSON.stringify(app.server.address())}\n`);
}

void main();
