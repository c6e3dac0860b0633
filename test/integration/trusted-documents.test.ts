import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache, type DocumentNode } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { addTypenameToDocument, print } from '@apollo/client/utilities';
import { Kind } from 'graphql';
import { WebSocket } from 'ws';
import { createGatewayClient } from '../../src/client/gateway-client';
import { readGatewayError } from '../../src/client/gateway-errors';
import * as documents from '../../src/client/generated/graphql';
import manifest from '../../src/client/generated/trusted-documents.json';
import { TestGateway } from '../support/gateway';
import { temporaryFolder } from '../support/run-folder';
import type { GraphQLCaller } from '../support/graphql-caller';
import { TRANSPORTS } from '../support/transports';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const byId = (sha256Hash: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash } },
});
const OWN = join(__dirname, '../../src/client/generated/trusted-documents.json');

/** What a product team has made itself, as Apollo Client prints it. */
const TEAMS = print(gql`
  query Who {
    me {
      id
      __typename
    }
  }
`);
const NOT_TRUSTED = print(gql`
  query Other {
    me {
      scopes
      __typename
    }
  }
`);

const operations = Object.values(documents as unknown as Record<string, DocumentNode>).filter(
  ({ definitions }) => definitions[0]?.kind === Kind.OPERATION_DEFINITION,
);

describe('the manifest of the gateway’s own client', () => {
  it('holds each of its operations as Apollo Client sends it, and nothing else', () => {
    const sent = operations.map((document) => print(addTypenameToDocument(document)));
    expect(Object.values(manifest).sort()).toEqual(sent.sort());
    for (const [id, text] of Object.entries(manifest)) expect(id).toBe(sha256(text));
  });
});

interface Sent {
  query?: string;
  extensions?: unknown;
}

/** Notes what is sent over HTTP. */
function watched(sent: Sent[]): typeof fetch {
  return (input, init) => {
    sent.push(JSON.parse(init?.body as string) as Sent);
    return fetch(input, init);
  };
}

describe.each(['trusted', 'any'])('with OPERATIONS=%s', (admitted) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;

  beforeAll(async () => {
    const file = join(temporaryFolder(), 'team.json');
    writeFileSync(file, JSON.stringify({ [sha256(TEAMS)]: TEAMS }));
    gateway = await TestGateway.start({
      OPERATIONS: admitted,
      TRUSTED_DOCUMENTS: `${OWN},${file}`,
    });
    alice = await gateway.as('alice');
  });
  afterAll(() => gateway.stop());

  describe.each(TRANSPORTS)('over %s', (_transport, ask) => {
    const me = { me: { __typename: 'Me', id: 'alice' } };

    it('admits a document of a manifest by its text and by its hash', async () => {
      expect((await ask(alice, { query: TEAMS })).data).toEqual(me);
      for (let time = 0; time < 2; time += 1) {
        expect((await ask(alice, byId(sha256(TEAMS)))).data).toEqual(me);
      }
      // Apollo sends both over a WebSocket; with the client preset the text is not the manifest's.
      for (const query of [TEAMS, NOT_TRUSTED]) {
        expect((await ask(alice, { query, ...byId(sha256(TEAMS)) })).data).toEqual(me);
      }
    });

    const untrusted = [{ extensions: { code: 'UNTRUSTED_DOCUMENT', retryable: false } }];
    it.each([
      [{ query: NOT_TRUSTED }],
      [{ query: `${TEAMS}\n` }],
      [{ query: '{ __typename }' }],
      [{ query: '{ __schema { types { name } } }' }],
      [{ query: '{' }],
      [{ query: NOT_TRUSTED, ...byId(sha256(NOT_TRUSTED)) }],
    ])('admits no other text, if nothing else is admitted: %j', async (request) => {
      const { errors, data } = await ask(alice, request);
      if (admitted === 'trusted') expect([data, errors]).toMatchObject([undefined, untrusted]);
      else
        expect(errors?.map(({ extensions }) => extensions['code']) ?? []).not.toContain(
          'UNTRUSTED_DOCUMENT',
        );
    });

    it.each([sha256(NOT_TRUSTED), sha256(TEAMS).toUpperCase(), '', '__proto__', 'constructor'])(
      'has heard of no document by the hash "%s"',
      async (hash) => {
        const { errors, data } = await ask(alice, byId(hash));
        expect(data).toBeUndefined();
        if (admitted === 'trusted') expect(errors).toMatchObject(untrusted);
        else {
          expect(errors).toMatchObject([
            { message: 'PersistedQueryNotFound', extensions: { code: 'BAD_REQUEST' } },
          ]);
        }
      },
    );

    it.each([
      [{ persistedQuery: sha256(TEAMS) }],
      [{ persistedQuery: { version: 2, sha256Hash: sha256(TEAMS) } }],
      [{ persistedQuery: { version: 1, sha256Hash: [sha256(TEAMS)] } }],
      [{ persistedQuery: null }],
      [{}],
    ])('asks for a query where there is neither that nor a hash: %j', async (extensions) => {
      const { errors } = await ask(alice, { extensions });
      expect(errors).toMatchObject([
        {
          message: 'a request needs a `query` that is not empty',
          extensions: { code: 'BAD_REQUEST' },
        },
      ]);
    });
  });

  const token = () => Promise.resolve(alice.token);

  it.each([[undefined], [sha256]])(
    'serves the gateway’s own client, subscriptions included (hash: %p)',
    async (hash) => {
      const client = createGatewayClient({
        url: `${gateway.url}/graphql`,
        getToken: token,
        webSocketImpl: WebSocket,
        ...(hash ? { persistedQueries: { sha256: hash } } : {}),
      });
      const { data } = await client.query({ query: documents.MeDocument });
      expect(data?.me.id).toBe('alice');
      const variables = { input: { idempotencyKey: 'k' } };
      const made = await client.mutate({ mutation: documents.CreateWalletDocument, variables });
      const walletId = made.data?.createWallet?.wallet.id ?? '';
      const kind = await new Promise((resolve, reject) => {
        const stream = client.subscribe({
          query: documents.SigningStatusDocument,
          variables: { walletId },
        });
        const subscription = stream.subscribe({
          next: (event) => {
            subscription.unsubscribe();
            resolve(event.data?.signingStatus.kind);
          },
          error: reject,
        });
      });
      expect(kind).toBe('SNAPSHOT_END');
      client.stop();
    },
  );

  it('serves an Apollo Client that sends hashes, which falls back to the text at most once', async () => {
    const sent: Sent[] = [];
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: new PersistedQueryLink({ sha256 }).concat(
        new HttpLink({
          uri: `${gateway.url}/graphql`,
          fetch: watched(sent),
          headers: { authorization: `Bearer ${alice.token}` },
        }),
      ),
    });
    const fetchPolicy = 'no-cache';
    const trusted = await client.query({ query: gql(TEAMS), fetchPolicy });
    expect(trusted.data).toMatchObject({ me: { id: 'alice' } });
    expect(sent.map(({ query }) => query)).toEqual([undefined]);
    const other = client.query({ query: gql(NOT_TRUSTED), fetchPolicy });
    if (admitted === 'any') {
      expect((await other).data).toMatchObject({ me: { scopes: [] } });
      expect(sent.map(({ query }) => query)).toEqual([undefined, undefined, NOT_TRUSTED]);
    } else {
      const error: unknown = await other.catch((thrown: unknown) => thrown);
      expect(readGatewayError(error)).toMatchObject({ code: 'UNTRUSTED_DOCUMENT' });
      expect(sent).toHaveLength(2);
    }
    client.stop();
  });
});
