import { badInput } from '../api/gateway-error';
import {
  optional,
  requireAccountId,
  requireAssetId,
  requireText,
  requireUuid,
} from '../api/parse-input';
import type { NewDestination } from '../fireblocks/new-transaction';
import {
  DestinationType,
  type CreateTransactionInput,
  type FeeLevel,
  type TransactionDestinationInput,
  type TransferInput,
} from './create-transaction.input';

/** What moves where: every part was checked. */
export interface Movement {
  walletId: string;
  accountId: string;
  operation: 'TRANSFER';
  assetId: string;
  amount: string;
  destination: NewDestination;
}

/** A movement that is to be sent; the fields are in one order (they are fingerprinted). */
export interface Transfer extends Movement {
  feeLevel: FeeLevel | undefined;
  note: string | undefined;
}

const MAX_NOTE = 1_024;
const MAX_ADDRESS = 256;
const WORKSPACE_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Throws BAD_USER_INPUT naming the first field that is missing or wrong. */
export function parseMovement(input: TransferInput): Movement {
  return {
    walletId: requireUuid('input.walletId', input.walletId),
    accountId: requireAccountId('input.accountId', input.accountId),
    operation: input.operation,
    assetId: requireAssetId('input.assetId', present('input.assetId', input.assetId)),
    amount: requirePositive('input.amount', present('input.amount', input.amount)),
    destination: parseDestination(present('input.destination', input.destination)),
  };
}

/** As {@link parseMovement}. */
export function parseTransfer(input: CreateTransactionInput): Transfer {
  return {
    ...parseMovement(input),
    feeLevel: input.feeLevel ?? undefined,
    note: optional(input.note, (note) => requireText('input.note', note, MAX_NOTE)),
  };
}

function parseDestination(destination: TransactionDestinationInput): NewDestination {
  const { type } = destination;
  const field = (name: string): string => `input.destination.${name}`;
  switch (type) {
    case DestinationType.ONE_TIME_ADDRESS:
      return {
        type,
        address: requireText(
          field('address'),
          present(field('address'), destination.address),
          MAX_ADDRESS,
        ),
        tag: optional(destination.tag, (tag) => requireText(field('tag'), tag, MAX_ADDRESS)),
      };
    case DestinationType.END_USER_WALLET:
      return {
        type,
        walletId: requireUuid(field('walletId'), present(field('walletId'), destination.walletId)),
        id: requireAccountId(field('id'), destination.id ?? '0'),
      };
    case DestinationType.VAULT_ACCOUNT:
    case DestinationType.INTERNAL_WALLET:
    case DestinationType.EXTERNAL_WALLET:
    case DestinationType.CONTRACT:
      return { type, id: requireWorkspaceId(field('id'), present(field('id'), destination.id)) };
  }
}

function present<Value>(field: string, value: Value | null | undefined): Value {
  if (value === null || value === undefined)
    throw badInput(field, 'is needed for this transaction');
  return value;
}

function requirePositive(field: string, amount: string): string {
  if (/^[0.]*$/.test(amount)) throw badInput(field, 'must be greater than 0');
  return amount;
}

function requireWorkspaceId(field: string, id: string): string {
  if (!WORKSPACE_ID.test(id)) throw badInput(field, 'must be an id of the Fireblocks workspace');
  return id;
}
