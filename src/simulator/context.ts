import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import type { SimulatorSettings } from './settings';
import type { Store } from './state/store';
import type { Dispatcher } from './webhooks/dispatcher';
import type { Publisher } from './webhooks/publisher';
import type { TransactionEngine } from './transactions/engine';
import type { Wakeups } from './wakeups';

/** What the routes of the simulated API work with. */
export interface SimulatorContext {
  readonly store: Store;
  /** Altered in place by the control face. */
  readonly settings: SimulatorSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly publisher: Publisher;
  readonly dispatcher: Dispatcher;
  readonly engine: TransactionEngine;
  readonly wakeups: Wakeups;
}
