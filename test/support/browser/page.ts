/** The page of the browser test: what a frontend team writes, with nothing but `src/client`. */
import { ApolloProvider } from '@apollo/client/react';
import { createElement as h, useMemo, useState, type ReactNode } from 'react';
import { createRoot, type Container } from 'react-dom/client';
import { createGatewayClient } from '../../../src/client/gateway-client';
import { readGatewayError } from '../../../src/client/gateway-errors';
import type { SigningStatusSubscription } from '../../../src/client/generated/graphql';
import {
  useAssignDeviceMutation,
  useCreateTransactionMutation,
  useCreateWalletMutation,
  useMeQuery,
  useSigningStatusSubscription,
  useTransactionsQuery,
  useWalletQuery,
} from '../../../src/client/generated/hooks';
import { createMessagesHandler } from '../../../src/client/messages-handler';

// What this page uses of the browser; the project is compiled without its types.
declare const document: { getElementById(id: string): Container };
declare const page: { gatewayUrl: string; token: string };

const client = createGatewayClient({
  url: `${page.gatewayUrl}/graphql`,
  getToken: () => Promise.resolve(page.token),
});

function App(): ReactNode {
  const [walletId, setWalletId] = useState<string>();
  const [deviceId, setDeviceId] = useState<string>();
  const [createWallet] = useCreateWalletMutation();
  const [assignDevice] = useAssignDeviceMutation({ refetchQueries: ['Wallet'] });
  const { data: me } = useMeQuery();

  const onCreateWallet = async (): Promise<void> => {
    const variables = { input: { idempotencyKey: crypto.randomUUID() } };
    const { data } = await createWallet({ variables });
    setWalletId(data?.createWallet?.wallet.id);
  };
  const onAssignDevice = async (wallet: string): Promise<void> => {
    const input = { walletId: wallet, deviceId: crypto.randomUUID() };
    const { data } = await assignDevice({ variables: { input } });
    setDeviceId(data?.assignDevice?.device.id);
  };

  return h(
    'main',
    null,
    h('p', { id: 'me' }, me?.me.id),
    button('create-wallet', onCreateWallet),
    walletId && h(Wallet, { walletId }),
    walletId && button('assign-device', () => onAssignDevice(walletId)),
    walletId && deviceId && h(Signing, { walletId, deviceId }),
    walletId && deviceId && h(Relay, { walletId, deviceId }),
  );
}

function Wallet({ walletId }: { walletId: string }): ReactNode {
  const { data, error } = useWalletQuery({ variables: { id: walletId } });
  if (error) return h('p', { id: 'wallet' }, error.message);
  if (!data?.wallet) return null;
  const { status, devices, assets } = data.wallet;
  const balances = (assets ?? []).map(({ assetId, balance }) => `${assetId}=${balance?.available}`);
  return h('p', { id: 'wallet' }, `${status} devices=${devices.length} ${balances.join(' ')}`);
}

function Signing({ walletId, deviceId }: { walletId: string; deviceId: string }): ReactNode {
  const [events, setEvents] = useState<SigningStatusSubscription['signingStatus'][]>([]);
  const [createTransaction] = useCreateTransactionMutation({ refetchQueries: ['Transactions'] });
  // Never fetched again for a new status: the stream keeps the cache up to date.
  const { data } = useTransactionsQuery({ variables: { walletId } });
  const { error } = useSigningStatusSubscription({
    variables: { walletId, deviceId },
    onData({ data: { data: next } }) {
      if (next) setEvents((before) => [...before, next.signingStatus]);
    },
  });
  const onCreate = async (): Promise<void> => {
    const destination = { type: 'ONE_TIME_ADDRESS', address: `0x${'ab'.repeat(20)}` } as const;
    const transfer = { assetId: 'ETH_TEST5', amount: '0.001', destination };
    const input = { idempotencyKey: crypto.randomUUID(), walletId, ...transfer };
    await createTransaction({ variables: { input } });
  };

  return h(
    'section',
    null,
    button('create-transaction', onCreate),
    h('p', { id: 'stream-error' }, error?.message),
    h(
      'ol',
      { id: 'events' },
      events.map(({ cursor, kind, status }) =>
        h('li', { key: cursor }, `${kind} ${status ?? ''}`.trim()),
      ),
    ),
    h(
      'ul',
      { id: 'transactions' },
      data?.transactions?.edges.map(({ node }) =>
        h('li', { key: node.id, 'data-id': node.id }, node.status),
      ),
    ),
  );
}

function Relay({ walletId, deviceId }: { walletId: string; deviceId: string }): ReactNode {
  const [answers, setAnswers] = useState<string[]>([]);
  const own = useMemo(() => createMessagesHandler({ client, walletId, deviceId }), []);
  const foreign = useMemo(
    () => createMessagesHandler({ client, walletId, deviceId: crypto.randomUUID() }),
    [],
  );
  const relay = async (handler: typeof own): Promise<void> => {
    const message = JSON.stringify({ method: 'get_all_keys', headers: { sdkVersion: '12.5.6' } });
    const answer = await handler.handleOutgoingMessage(message).then(
      (response) => JSON.stringify(response),
      (error: unknown) => readGatewayError(error instanceof Error ? error.cause : error)?.code,
    );
    setAnswers((before) => [...before, answer ?? 'unknown']);
  };
  return h(
    'section',
    null,
    button('relay', () => relay(own)),
    button('relay-foreign', () => relay(foreign)),
    h(
      'ol',
      { id: 'answers' },
      answers.map((answer, index) => h('li', { key: index }, answer)),
    ),
  );
}

function button(id: string, act: () => Promise<void>): ReactNode {
  return h('button', { id, onClick: () => void act() }, id);
}

createRoot(document.getElementById('root')).render(h(ApolloProvider, { client, children: h(App) }));
