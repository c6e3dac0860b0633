import type { Clock } from '../../shared/clock';
import type { Store } from '../state/store';
import type { TransactionRecord } from '../state/transaction-record';
import { balanceEvent } from '../wallets/asset-views';
import { Balances, type Holding } from '../wallets/balances';
import type { Publisher } from '../webhooks/publisher';

/** Moves balances when a transaction ends. */
export class Settlement {
  private readonly balances: Balances;

  constructor(
    store: Store,
    clock: Clock,
    private readonly publisher: Publisher,
  ) {
    this.balances = new Balances(store, clock);
  }

  /** The amount is free again. */
  release(record: TransactionRecord): TransactionRecord {
    const source = sourceHolding(record);
    if (!record.locked || !source) return record;
    this.balances.unlock(source, record.amount);
    return { ...record, locked: false };
  }

  /** Takes amount and fee from the source and gives to those destinations that are simulated. */
  complete(record: TransactionRecord): TransactionRecord {
    const source = sourceHolding(record);
    const released = this.release(record);
    if (source && record.locked) {
      this.balances.spend(source, record.amount);
      this.balances.spend(source, record.fee);
      this.tell(source);
    }
    const { assetId } = record.view;
    for (const { walletId, accountId, amount } of record.credits) {
      const destination = { walletId, accountId, assetId };
      this.balances.credit(destination, amount);
      this.tell(destination);
    }
    return released;
  }

  private tell(holding: Holding): void {
    const data = balanceEvent(this.balances.ensure(holding));
    this.publisher.publish('embedded_wallet.asset.balance_updated', holding.walletId, data);
  }
}

function sourceHolding({ view }: TransactionRecord): Holding | undefined {
  const { walletId, id } = view.source;
  if (walletId === undefined || view.assetId === '') return undefined;
  return { walletId, accountId: id ?? '0', assetId: view.assetId };
}
