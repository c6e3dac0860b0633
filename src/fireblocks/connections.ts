import { Web3ConnectionsApi } from '@fireblocks/ts-sdk/dist/api/web3-connections-api';
import { z } from 'zod';
import { isConnectionId } from '../shared/ids';
import {
  checkedAccountId,
  checkedConnectionId,
  checkedIdempotencyKey,
  checkedWalletId,
} from './checked-ids';
import { textOrNull } from './lenient';
import { everyPage, pageOf } from './page';
import { noContent, type TypedChannel } from './typed-channel';

export interface NewConnection {
  walletId: string;
  accountId: string;
  /** Of WalletConnect, with its key: whoever has it can take part in the pairing. */
  uri: string;
  feeLevel: 'MEDIUM' | 'HIGH';
}

/** Web3 connections (WalletConnect) of end users' wallets. Every method throws FireblocksError. */
export interface FireblocksConnections {
  /** Pairs with the dApp, which then waits for an answer. */
  create(connection: NewConnection, idempotencyKey: string): Promise<CreatedConnection>;
  answer(request: ConnectionAnswer): Promise<void>;
  /** @throws FireblocksError `NOT_FOUND` when it has ended already */
  remove(walletId: string, id: string): Promise<void>;
  /** Ids of those that are open; Fireblocks may name other wallets' connections too. */
  listOpen(walletId: string): Promise<string[]>;
}

export interface ConnectionAnswer {
  walletId: string;
  id: string;
  approve: boolean;
  /** Without one, a repetition may be refused because the first has been heard. */
  idempotencyKey: string | undefined;
}

const created = z.object({
  id: z.string().refine(isConnectionId),
  /** What the dApp says of itself. */
  sessionMetadata: z.object({
    appUrl: textOrNull,
    appName: textOrNull,
    appDescription: textOrNull,
    appIcon: textOrNull,
  }),
});
export type CreatedConnection = z.output<typeof created>;

const MAX_PAGE_SIZE = 50;
const MAX_PAGES = 20;

export function createConnections(channel: TypedChannel): FireblocksConnections {
  const api = new Web3ConnectionsApi(channel.configuration, undefined, channel.axios);
  return {
    async create({ walletId, accountId, uri, feeLevel }, key) {
      const ncwId = checkedWalletId(walletId);
      const ncwAccountId = Number(checkedAccountId(accountId));
      const request = {
        createConnectionRequest: { ncwId, ncwAccountId, uri, feeLevel },
        xEndUserWalletId: ncwId,
        idempotencyKey: checkedIdempotencyKey(key),
      };
      return channel.value('createConnection', created, () => api.create(request));
    },
    async answer({ walletId, id, approve, idempotencyKey: key }) {
      const request = {
        respondToConnectionRequest: { approve },
        id: checkedConnectionId(id),
        xEndUserWalletId: checkedWalletId(walletId),
        ...(key === undefined ? {} : { idempotencyKey: checkedIdempotencyKey(key) }),
      };
      await channel.value('answerConnection', noContent, () => api.submit(request));
    },
    async remove(walletId, id) {
      const request = {
        id: checkedConnectionId(id),
        xEndUserWalletId: checkedWalletId(walletId),
      };
      await channel.value('removeConnection', noContent, () => api.remove(request));
    },
    async listOpen(walletId) {
      const common = { xEndUserWalletId: checkedWalletId(walletId), pageSize: MAX_PAGE_SIZE };
      const listed = pageOf(z.object({ id: z.string() }));
      const open = await everyPage('connections', MAX_PAGES, (next) =>
        channel.value('listConnections', listed, () =>
          api.get(next === undefined ? common : { ...common, next }),
        ),
      );
      return open.map(({ id }) => id);
    },
  };
}
