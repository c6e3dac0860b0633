import { randomUUID } from 'node:crypto';
import type { Parties, PlannedTransaction, Report } from './plan';

/** One webhook: what is posted, again and again. */
export interface Webhook {
  body: string;
  form: 'v1' | 'v2';
}

/** A plan played with these wallets. */
export interface Play {
  /** Fireblocks' transactions, as they are planned. */
  transactionIds: string[];
  /** Of each transaction, in the order in which Fireblocks says it. */
  webhooks: Webhook[][];
}

const EARLY = 'embedded_wallet.status.updated';

/** @param startedAt epoch ms of Fireblocks' first word */
export function play(
  plan: readonly PlannedTransaction[],
  walletIds: readonly string[],
  startedAt: number,
): Play {
  const transactionIds = plan.map(() => randomUUID());
  const webhooks = plan.map(({ parties, reports }, index) =>
    reports.flatMap((report, at) => {
      const data = {
        ...transaction(report, noteOf(index), startedAt),
        ...(report.leavesOutPeers ? { source: null } : peers(parties, walletIds)),
        id: transactionIds[index],
      };
      const v1 = at === 0 ? 'TRANSACTION_CREATED' : 'TRANSACTION_STATUS_UPDATED';
      const v2 = at === 0 ? 'transaction.created' : 'transaction.status.updated';
      const { form } = report;
      return [
        form === 'v1' ? webhook(form, v1, data) : webhook(form, v2, data),
        ...(report.twoNames ? [webhook('v2', EARLY, data)] : []),
      ];
    }),
  );
  return { transactionIds, webhooks };
}

export function noteOf(index: number): string {
  return `of plan ${index}`;
}

function transaction(report: Report, note: string, startedAt: number): Record<string, unknown> {
  const { status, subStatus, confirmations, fee } = report;
  return {
    ...{ status, subStatus, createdAt: startedAt, lastUpdated: startedAt + report.lastUpdated },
    ...{ operation: 'TRANSFER', assetId: 'ETH_TEST5', amountInfo: { amount: '0.25' } },
    ...{ numOfConfirmations: confirmations, txHash: confirmations > 0 ? '0xabc' : '' },
    ...{ networkFee: fee, note: report.leavesOutNote ? '' : note },
  };
}

function peers({ from, to }: Parties, walletIds: readonly string[]): Record<string, unknown> {
  const ours = (place: number, account: string) => {
    const walletId = walletIds[place];
    return { ...{ id: account, type: 'END_USER_WALLET', walletId }, name: 'External', subType: '' };
  };
  const source = from === undefined ? { type: 'UNKNOWN', id: '' } : ours(from, '0');
  const [first, ...others] = to;
  if (first === undefined) return { source, destination: { type: 'ONE_TIME_ADDRESS', id: null } };
  if (others.length === 0) return { source, destination: ours(first, '1'), destinations: [] };
  const destinations = to.map((place) => ({ amount: '0.05', destination: ours(place, '1') }));
  return { source, destination: null, destinations };
}

function webhook(form: 'v1' | 'v2', name: string, data: object): Webhook {
  const now = Date.now();
  const body =
    form === 'v1'
      ? { type: name, tenantId: 'simulated', timestamp: now, data }
      : { id: randomUUID(), eventType: name, createdAt: now, data };
  return { form, body: JSON.stringify(body) };
}
