import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import type { Context } from '../api/context';
import { AccountResolver, WalletAccountsResolver } from '../accounts/account.resolver';
import { AssetResolver, WalletAssetsResolver } from '../assets/asset.resolver';
import { SupportedAssetResolver } from '../assets/supported-asset.resolver';
import { AuditResolver } from '../audit/audit.resolver';
import { LatestBackupResolver } from '../backups/latest-backup.resolver';
import { PassphraseResolver } from '../backups/passphrase.resolver';
import {
  WalletWeb3ConnectionsResolver,
  Web3ConnectionResolver,
} from '../connections/web3-connection.resolver';
import { ChangeDeviceResolver } from '../devices/change-device.resolver';
import { DeviceResolver, WalletDevicesResolver } from '../devices/device.resolver';
import { NotificationResolver } from '../events/notification.resolver';
import { PendingIntentResolver } from '../intents/pending-intent.resolver';
import { WalletNftsResolver } from '../nfts/nft.resolver';
import { RelayRpcResolver } from '../rpc/relay-rpc.resolver';
import { FeeEstimateResolver } from '../transactions/fee-estimate.resolver';
import { SigningStatusResolver } from '../transactions/signing-status.resolver';
import {
  TransactionResolver,
  WalletTransactionsResolver,
} from '../transactions/transaction.resolver';
import { MeResolver } from '../users/me.resolver';
import { WalletAdministrationResolver } from '../wallets/wallet-administration.resolver';
import { WalletResolver } from '../wallets/wallet.resolver';

/** Streams come from the event log; type-graphql's own pub/sub ends the process when a reader is slow. */
const NO_PUB_SUB: PubSub = {
  publish: refusePubSub,
  subscribe: refusePubSub,
};

function refusePubSub(): never {
  throw new Error('a subscription must bring its own source');
}

/**
 * The schema as the resolvers' decorators declare it. Building it needs no running part: an
 * operation finds its resolvers in the container of its context.
 */
export function buildApiSchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [
      MeResolver,
      WalletResolver,
      WalletAdministrationResolver,
      WalletDevicesResolver,
      WalletAccountsResolver,
      WalletAssetsResolver,
      WalletNftsResolver,
      WalletWeb3ConnectionsResolver,
      WalletTransactionsResolver,
      LatestBackupResolver,
      DeviceResolver,
      ChangeDeviceResolver,
      RelayRpcResolver,
      AccountResolver,
      AssetResolver,
      SupportedAssetResolver,
      PassphraseResolver,
      TransactionResolver,
      FeeEstimateResolver,
      Web3ConnectionResolver,
      SigningStatusResolver,
      AuditResolver,
      NotificationResolver,
      PendingIntentResolver,
    ],
    pubSub: NO_PUB_SUB,
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    container: ({ context }: { context: Context }) => context.container,
    // Inputs are parsed where they are used, in the words of this API.
    validate: false,
  });
}
