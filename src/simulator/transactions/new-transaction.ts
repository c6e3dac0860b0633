import { randomUUID } from 'node:crypto';
import type { SimulatorContext } from '../context';
import { add } from '../decimal';
import type { Peer, TransactionRecord, TransactionView } from '../state/transaction-record';
import { findSupportedAsset } from '../wallets/asset-catalogue';
import { Balances, type Holding } from '../wallets/balances';
import { checkAmount, checkDestinations, checkExternalId, checkSource } from './create-checks';
import type { CreateRequest, DestinationRequest } from './create-request';
import { blankView, endUserPeer } from './transaction-view';
import { isOffChain } from './status';

const FEE = '0.000021';

interface Output {
  amount: string;
  destination: DestinationRequest;
}

function outputsOf(request: CreateRequest, amount: string): Output[] {
  if (request.destinations && request.destinations.length > 0) return request.destinations;
  return request.destination ? [{ amount, destination: request.destination }] : [];
}

function destinationPeer({ type, id, walletId, name }: DestinationRequest): Peer {
  if (type === 'END_USER_WALLET' && walletId) return endUserPeer(walletId, id ?? '0');
  if (type === 'ONE_TIME_ADDRESS') return { id: null, type, name: 'N/A', subType: '' };
  return { id: id ?? null, type, name: name ?? 'N/A', subType: '' };
}

function creditsOf(outputs: Output[]): TransactionRecord['credits'] {
  return outputs.flatMap(({ amount, destination: { type, walletId, id } }) =>
    type === 'END_USER_WALLET' && walletId ? [{ walletId, accountId: id ?? '0', amount }] : [],
  );
}

function destinationAddress(balances: Balances, output: Output, assetId: string): string {
  const { oneTimeAddress, type, walletId, id } = output.destination;
  if (oneTimeAddress) return oneTimeAddress.address;
  if (type !== 'END_USER_WALLET' || !walletId) return '';
  return balances.ensure({ walletId, accountId: id ?? '0', assetId }).address;
}

function destinationFields(
  balances: Balances,
  outputs: Output[],
  assetId: string,
): Partial<TransactionView> {
  const [first] = outputs;
  if (!first) return { destination: null };
  const several = outputs.length > 1 ? outputs : [];
  const tag = first.destination.oneTimeAddress?.tag ?? '';
  return {
    destination: destinationPeer(first.destination),
    destinations: several.map((output) => ({
      amount: output.amount,
      destination: destinationPeer(output.destination),
      destinationAddress: destinationAddress(balances, output, assetId),
      destinationAddressDescription: '',
    })),
    destinationAddress: destinationAddress(balances, first, assetId),
    ...{ destinationTag: tag, tag },
    addressType: first.destination.type === 'ONE_TIME_ADDRESS' ? 'ONE_TIME' : '',
  };
}

function requestFields(request: CreateRequest): Partial<TransactionView> {
  return {
    operation: request.operation,
    note: request.note ?? '',
    externalTxId: request.externalTxId ?? '',
    customerRefId: request.customerRefId ?? '',
    treatAsGrossAmount: request.treatAsGrossAmount ?? false,
    ...(request.extraParameters === undefined ? {} : { extraParameters: request.extraParameters }),
  };
}

function feeOf(source: Holding, operation: string): string {
  const paidInItself = findSupportedAsset(source.assetId)?.feeAsset === source.assetId;
  return isOffChain(operation) || !paidInItself ? '0' : FEE;
}

/**
 * A checked and not yet stored transaction; its amount is locked where the source has it.
 *
 * @throws HttpError when the request is refused as a whole
 */
export function newTransaction(
  context: SimulatorContext,
  request: CreateRequest,
  caller: { apiKey: string; walletHeader: string | undefined; signedAt: number | undefined },
): TransactionRecord {
  const { store, clock, settings } = context;
  const source = checkSource(store, request, caller.walletHeader, settings.strictSetup);
  const amount = checkAmount(request);
  checkDestinations(store, request);
  checkExternalId(store, request);
  const balances = new Balances(store, clock);
  const outputs = outputsOf(request, amount);
  const view: TransactionView = {
    ...blankView({ id: randomUUID(), assetId: source.assetId, amount, at: clock() }),
    ...requestFields(request),
    ...destinationFields(balances, outputs, source.assetId),
    source: endUserPeer(source.walletId, source.accountId),
    sourceAddress: balances.find(source)?.address ?? '',
    createdBy: caller.apiKey,
  };
  const locked = balances.lock(source, amount);
  const credits = creditsOf(outputs);
  return {
    view,
    incoming: false,
    amount,
    fee: feeOf(source, request.operation),
    locked,
    credits,
    polls: 0,
    ...(caller.signedAt === undefined ? {} : { signedAt: caller.signedAt }),
  };
}

/** A transaction from outside that pays into an account. */
export function incomingTransaction(
  context: SimulatorContext,
  holding: Holding,
  amount: string,
): TransactionRecord {
  const { walletId, accountId, assetId } = holding;
  const { address } = new Balances(context.store, context.clock).ensure(holding);
  const view: TransactionView = {
    ...blankView({ id: randomUUID(), assetId, amount, at: context.clock() }),
    source: { id: '', type: 'UNKNOWN', name: 'External', subType: '' },
    destination: endUserPeer(walletId, accountId),
    destinationAddress: address,
    status: 'CONFIRMING',
    subStatus: 'PENDING_BLOCKCHAIN_CONFIRMATIONS',
  };
  const credits = [{ walletId, accountId, amount: add(amount, '0') }];
  return { view, incoming: true, amount, fee: '0', locked: false, credits, polls: 0 };
}
