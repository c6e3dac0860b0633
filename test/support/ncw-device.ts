import { createRequire } from 'node:module';
import type { ApolloClient } from '@apollo/client';
import type * as Sdk from '@fireblocks/ncw-js-sdk';
import { WebSocket } from 'ws';
import { createGatewayClient } from '../../src/client/gateway-client';
import { createMessagesHandler } from '../../src/client/messages-handler';
import type { GraphQLCaller } from './graphql-caller';

// Its ES module build is for browsers only.
export const sdk = createRequire(__filename)('@fireblocks/ncw-js-sdk') as typeof Sdk;

export const ALGORITHM = 'MPC_CMP_ECDSA_SECP256K1';

/** The gateway's own client library with the caller's token. */
export function apolloClient({ url, token }: GraphQLCaller): ApolloClient {
  return createGatewayClient({
    url: `${url}/graphql`,
    getToken: () => Promise.resolve(token),
    webSocketImpl: WebSocket,
  });
}

const installed: Sdk.IFireblocksNCW[] = [];

afterAll(async () => {
  for (const instance of installed) await instance.dispose();
});

/** An installation of an app: the real SDK, whose messages go through the gateway. */
export interface NcwDevice {
  deviceId: string;
  ncw: Sdk.IFireblocksNCW;
  /** Methods of the messages that the SDK sent. */
  sent: string[];
  events: Sdk.TEvent[];
}

/** @param before is awaited before a message of the SDK's leaves */
export async function installNcw(
  client: ApolloClient,
  walletId: string,
  deviceId: string,
  before: (method: string) => Promise<void> = () => Promise.resolve(),
): Promise<NcwDevice> {
  const sent: string[] = [];
  const events: Sdk.TEvent[] = [];
  const gateway = createMessagesHandler({ client, walletId, deviceId });
  const ncw = await sdk.FireblocksNCWFactory({
    env: 'sandbox',
    deviceId,
    reporting: { enabled: false },
    messagesHandler: {
      handleOutgoingMessage: async (message: string) => {
        const { method } = JSON.parse(message) as { method: string };
        sent.push(method);
        await before(method);
        return gateway.handleOutgoingMessage(message);
      },
    },
    eventsHandler: {
      handleEvent: (event: Sdk.TEvent) => {
        events.push(event);
      },
    },
    secureStorageProvider: new sdk.InMemorySecureStorageProvider(),
    storageProvider: new sdk.InMemoryStorageProvider(),
  });
  installed.push(ncw);
  return { deviceId, ncw, sent, events };
}

/** Seeds a backup, as only Fireblocks' own services could make one together with real keys. */
export async function seedBackup(
  caller: GraphQLCaller,
  walletId: string,
  deviceId: string,
  { passphraseId, passphrase }: { passphraseId: string; passphrase: string },
): Promise<void> {
  const encryptedKey = await sdk.encryptAesGCM('{}', passphrase, deviceId);
  const answer = await caller.relay(walletId, deviceId, {
    method: 'backup_keys',
    headers: { physicalDeviceId: '' },
    params: [
      {
        passphraseId,
        keys: [
          {
            ...{ keyId: '5d1f6c7e-0000-4000-8000-000000000001', algorithm: ALGORITHM },
            publicKey: '02ab',
            encryptedKeys: [{ encryptedKey, encryptionAlgorithm: 'AES-GCM' }],
          },
        ],
      },
    ],
  });
  expect(answer).toEqual({ result: { success: true } });
}
