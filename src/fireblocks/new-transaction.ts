import type { TransactionOperation } from '@fireblocks/ts-sdk/dist/models/transaction-operation';
import type { TransactionRequest } from '@fireblocks/ts-sdk/dist/models/transaction-request';
import type { TransferPeerPathType } from '@fireblocks/ts-sdk/dist/models/transfer-peer-path-type';
import {
  checkedAccountId,
  checkedAssetId,
  checkedExternalTxId,
  checkedWalletId,
} from './checked-ids';
import { present } from './present';

export type { TransactionOperation };

export type DestinationType = Extract<
  TransferPeerPathType,
  | 'ONE_TIME_ADDRESS'
  | 'END_USER_WALLET'
  | 'VAULT_ACCOUNT'
  | 'EXTERNAL_WALLET'
  | 'INTERNAL_WALLET'
  | 'CONTRACT'
  | 'EXCHANGE_ACCOUNT'
  | 'NETWORK_CONNECTION'
  | 'FIAT_ACCOUNT'
  | 'GAS_STATION'
>;

export interface NewDestination {
  type: DestinationType;
  /** For an end user's wallet the account, "0" if absent; else the id of the vault, contract, … */
  id?: string | undefined;
  /** Only for END_USER_WALLET. */
  walletId?: string | undefined;
  /** Only for ONE_TIME_ADDRESS. */
  address?: string | undefined;
  /** Memo or tag of a one-time address. */
  tag?: string | undefined;
}

/** A transaction that need not be meant to be made: its fee may be all that is wanted. */
export interface TransactionDraft {
  operation: TransactionOperation;
  sourceWalletId: string;
  accountId: string;
  assetId?: string | undefined;
  /** Decimal text in units of the asset. */
  amount?: string | undefined;
  destination?: NewDestination | undefined;
  feeLevel?: 'LOW' | 'MEDIUM' | 'HIGH' | undefined;
  note?: string | undefined;
  extraParameters?: NewTransactionExtras | undefined;
}

export interface NewTransaction extends TransactionDraft {
  /** Ours, and unique for ever at Fireblocks. */
  externalTxId: string;
}

export interface NewTransactionExtras {
  /** For CONTRACT_CALL: hexadecimal call data. */
  contractCallData?: string | undefined;
  /** For RAW and TYPED_MESSAGE: `{messages: [{content, type?}], algorithm?}`. */
  rawMessageData?: Record<string, unknown> | undefined;
}

/**
 * ts-sdk's request for it.
 *
 * @throws FireblocksError `INVALID_ID` for a malformed id
 */
export function toTransactionRequest(transaction: NewTransaction): TransactionRequest {
  return {
    ...toDraftRequest(transaction),
    externalTxId: checkedExternalTxId(transaction.externalTxId),
  };
}

/** As {@link toTransactionRequest}. */
export function toDraftRequest(draft: TransactionDraft): TransactionRequest {
  const { operation, amount, feeLevel, note, assetId, destination, extraParameters } = draft;
  return present({
    operation,
    source: {
      type: 'END_USER_WALLET' as const,
      walletId: checkedWalletId(draft.sourceWalletId),
      id: checkedAccountId(draft.accountId),
    },
    assetId: assetId === undefined ? undefined : checkedAssetId(assetId),
    amount,
    destination: destination && toDestination(destination),
    feeLevel,
    note,
    extraParameters: extraParameters && present({ ...extraParameters }),
  });
}

function toDestination(
  destination: NewDestination,
): NonNullable<TransactionRequest['destination']> {
  const { type, id, walletId, address, tag } = destination;
  if (type === 'END_USER_WALLET') {
    return { type, walletId: checkedWalletId(walletId ?? ''), id: checkedAccountId(id ?? '0') };
  }
  if (type === 'ONE_TIME_ADDRESS') {
    return { type, oneTimeAddress: present({ address: address ?? '', tag }) };
  }
  return present({ type, id });
}
