import type { Clock } from '../../shared/clock';
import { compare } from '../decimal';
import { HttpError } from '../http/http-error';
import type { SimulatorSettings } from '../settings';
import type { Store } from '../state/store';
import type { TransactionRecord, TransactionView } from '../state/transaction-record';
import type { Wakeups } from '../wakeups';
import type { Publisher } from '../webhooks/publisher';
import type { Settlement } from './settlement';
import { signedMessages } from './signed-messages';
import * as statuses from './status';
import { chainFields, finalFields } from './transaction-view';

interface Parts {
  store: Store;
  settings: SimulatorSettings;
  clock: Clock;
  publisher: Publisher;
  settlement: Settlement;
  wakeups: Wakeups;
}

export interface Step {
  status: string;
  subStatus?: string;
}

/** Moves transactions through their statuses, by themselves or as they are told. */
export class TransactionEngine {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly parts: Parts) {}

  /** Stores a new transaction, tells of it and lets it begin. */
  begin(record: TransactionRecord): TransactionView {
    this.parts.store.transactions.put(record.view.id, record);
    this.parts.publisher.publish('transaction.created', record.view.id, record.view);
    this.schedule(record.view);
    return record.view;
  }

  /** Takes up the steps that were due when the simulator last stopped. */
  resume(): void {
    for (const { view } of this.parts.store.transactions.all()) this.schedule(view);
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  /**
   * One step: to the given status, or to the next one on the way to success.
   *
   * @throws HttpError 404 for an unknown transaction, 409 for one that is over
   */
  advance(id: string, step?: Step): TransactionView {
    const record = this.find(id);
    const next = step ?? this.nextStep(record);
    if (!next || statuses.isTerminal(record.view.status)) {
      throw new HttpError(409, `The transaction is ${record.view.status}`);
    }
    return this.enter(record, next);
  }

  /** @throws HttpError 404, or 400 when the transaction may already be on its chain */
  cancel(id: string): void {
    const record = this.find(id);
    if (!statuses.isCancellable(record.view.status)) {
      throw new HttpError(400, `A transaction that is ${record.view.status} cannot be cancelled`);
    }
    this.enter(record, { status: 'CANCELLING' });
  }

  /** Counts a device's poll for a transaction; true when that was the one that signed it. */
  polled(id: string, walletId: string): boolean {
    const record = this.parts.store.transactions.get(id);
    if (record?.view.status !== 'PENDING_SIGNATURE') return false;
    if (record.view.source.walletId !== walletId) return false;
    const polls = record.polls + 1;
    const counted = this.parts.store.transactions.put(id, { ...record, polls });
    if (polls < this.parts.settings.signingPolls) return false;
    this.advance(counted.view.id);
    return true;
  }

  private find(id: string): TransactionRecord {
    const record = this.parts.store.transactions.get(id);
    if (!record) throw new HttpError(404, 'Transaction not found');
    return record;
  }

  private nextStep({ view, locked, amount }: TransactionRecord): Step | undefined {
    const funded = locked || compare(amount, '0') === 0;
    if (view.status === 'SUBMITTED' && !funded) {
      return { status: 'FAILED', subStatus: 'INSUFFICIENT_FUNDS' };
    }
    const status = statuses.nextStatus(view.status, view.operation);
    return status === undefined ? undefined : { status };
  }

  private enter(record: TransactionRecord, { status, subStatus }: Step): TransactionView {
    const { store, clock, publisher, wakeups } = this.parts;
    const { id, operation, lastUpdated } = record.view;
    const settled = this.settle(record, status);
    const view: TransactionView = {
      ...settled.view,
      ...this.fieldsAt(settled, status),
      ...{ status, subStatus: subStatus ?? statuses.usualSubStatus(status, operation) },
      lastUpdated: Math.max(clock(), lastUpdated + 1),
    };
    store.transactions.put(id, { ...settled, view });
    publisher.publish('transaction.status.updated', id, view);
    if (!record.incoming && statuses.isUrgent(status)) {
      publisher.publish('embedded_wallet.status.updated', id, view);
    }
    wakeups.wake(id);
    this.schedule(view);
    return view;
  }

  private settle(record: TransactionRecord, status: string): TransactionRecord {
    if (status === 'COMPLETED') return this.parts.settlement.complete(record);
    return statuses.isTerminal(status) ? this.parts.settlement.release(record) : record;
  }

  private fieldsAt(record: TransactionRecord, status: string): Partial<TransactionView> {
    const { view, amount, fee } = record;
    const signedBy = record.incoming ? [] : [view['createdBy']];
    if (statuses.isOffChain(view.operation)) {
      return status === 'COMPLETED' ? { signedMessages: signedMessages(view), signedBy } : {};
    }
    if (status === 'BROADCASTING') return { ...chainFields(view), signedBy };
    if (status === 'CONFIRMING') return { ...chainFields(view), numOfConfirmations: 1 };
    if (status !== 'COMPLETED') return {};
    return { ...chainFields(view), ...finalFields(view, amount, fee) };
  }

  private schedule({ id, status }: TransactionView): void {
    const { settings } = this.parts;
    if (!settings.autoAdvance || !statuses.isAutomatic(status) || this.timers.has(id)) return;
    const step = (): void => {
      this.timers.delete(id);
      const record = this.parts.store.transactions.get(id);
      // The control face may have moved it, or forgotten it, in the meantime.
      if (!record || !statuses.isAutomatic(record.view.status)) return;
      this.advance(id);
    };
    this.timers.set(id, setTimeout(step, settings.transactionStepMs));
  }
}
