import type { Config } from './config';
import { createBackgroundWork } from './background-work';
import { noteRelay, noteUpstreamId } from './audit/audit-operation';
import { openAudit } from './audit/open-audit';
import { openDatabase, type Database } from './database/database';
import { walletStatusApplier } from './desired-states/wallet-status-applier';
import { WebhookRegistration } from './development/register-webhook';
import { readLogEpoch } from './events/event-log';
import { Inbox } from './events/inbox';
import { firstThatApplies, InboxWorker } from './events/inbox-worker';
import { WEBHOOK_PATH } from './events/resend-webhooks';
import { LiveFeed } from './events/live-feed';
import { openFireblocks, openWorkspace } from './fireblocks-workspace';
import { openIdentity } from './identity/open-identity';
import { openReservations } from './limits/open-reservations';
import { Metrics } from './server/metrics';
import { createObserver } from './server/observer';
import { systemClock } from './shared/clock';
import type { Logger } from './shared/logger';
import { Shutdown } from './shared/shutdown';
import { serveApi } from './serve-api';
import { buildServices } from './services';
import { transactionApplier } from './transactions/apply-notification';
import { openWakeSignal } from './events/open-wake-signal';

export interface Gateway {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  url: string;
  simulatorUrl: string | undefined;
  /** In development only. */
  developmentIssuer: Awaited<ReturnType<typeof openIdentity>>['developmentIssuer'];
  /** Refuses new work, lets what runs finish, and gives everything back. */
  close(): Promise<void>;
}

/** The composition root: every part is made once, here, and joined with the others. */
export async function startGateway(config: Config, log: Logger): Promise<Gateway> {
  const shutdown = new Shutdown(log);
  try {
    return await compose(config, log, shutdown);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

async function compose(config: Config, log: Logger, shutdown: Shutdown): Promise<Gateway> {
  const { dataDir, databaseUrl } = config;
  const clock = systemClock;
  const metrics = new Metrics();
  const observe = createObserver(metrics, log);

  // What the gateway stands on: its database, Fireblocks, and who issues tokens.
  const database = await openDatabase({ dataDir, ...(databaseUrl ? { url: databaseUrl } : {}) });
  shutdown.add('database', () => database.close());
  const { prisma } = database;
  reportDatabase(database, log);

  const audit = openAudit({ database, settings: config.audit, dataDir, clock, log });
  shutdown.add('audit', () => audit.close());

  const workspace = await openWorkspace(config.fireblocks, dataDir, log);
  shutdown.add('simulator', () => workspace.close());
  const fireblocks = openFireblocks(workspace, {
    redisUrl: config.redisUrl,
    callsPerMinute: config.limits.fireblocksCalls,
    clock,
    log,
    onCall: (call) => {
      observe.upstreamCall(call);
      noteUpstreamId(call.requestId);
    },
    onOutbound: observe.outbound,
  });
  metrics.watchWaiting((lane) => fireblocks.waiting(lane));
  shutdown.add('fireblocks', () => fireblocks.close());
  const identity = await openIdentity(config.identity, dataDir);
  const reservations = openReservations(config.redisUrl, clock, log);
  shutdown.add('limits', () => {
    reservations.close();
  });

  // Events: the log in the database, a signal that wakes its readers, the webhooks that feed it.
  const signal = await openWakeSignal(database.pool, databaseUrl, log);
  shutdown.add('wake-ups', () => signal.close());
  const feed = new LiveFeed(prisma, signal, log);
  shutdown.add('live feed', () => {
    feed.close();
  });
  metrics.watch('ncw_subscriptions', 'Open subscriptions.', () => feed.subscribers);

  const services = buildServices({
    database,
    audit: audit.trail,
    fireblocks,
    signal,
    feed,
    epoch: await readLogEpoch(prisma),
    walletsPerUser: config.walletsPerUser,
    rpc: config.rpc,
    observeRelay: (method, outcome, ms) => {
      observe.relay(method, outcome, ms);
      noteRelay(method, outcome);
    },
    wakeInbox: () => {
      worker.wake();
    },
    clock,
    log,
  });

  const { store: desiredStates, worker: desiredStateWorker } = services.desiredStates;
  shutdown.add('relays', () => {
    services.relays.close();
  });
  shutdown.add('desired states', () => desiredStateWorker.close());
  metrics.watch(
    'ncw_desired_states_pending',
    'Wallets and devices that Fireblocks has not been brought to enable or disable yet.',
    () => desiredStates.countPending(),
  );

  const inbox = new Inbox(prisma);
  const worker = new InboxWorker({
    inbox,
    apply: firstThatApplies(
      transactionApplier(services.recorder),
      walletStatusApplier(desiredStates, () => {
        desiredStateWorker.wake();
      }),
    ),
    observeLag: observe.applied,
    log,
  });
  shutdown.add('webhook inbox', () => worker.close());
  metrics.watch(
    'ncw_notifications_failed',
    'Webhooks that could not be applied and wait for an administrator.',
    () => inbox.countFailed(),
  );
  metrics.watch(
    'ncw_intents_abandoned',
    'What was begun more than a day ago and has not come to an end (pendingIntents).',
    () => services.pendingIntents.count(),
  );
  if (database.kind === 'embedded') {
    await Promise.all([services.intents.reclaim(), desiredStates.reclaim()]);
  }
  const background = createBackgroundWork({
    config,
    prisma,
    fireblocks,
    services,
    observe,
    clock,
    log,
  });
  shutdown.add('background work', () => background.close());

  const server = await serveApi({
    ...{ config, database, workspace, inbox, reservations, observe, metrics, log },
    container: services.container,
    audit: audit.access,
    verify: identity.verify,
    wakeInbox: () => {
      worker.wake();
    },
  });
  shutdown.add('server', () => server.close());
  shutdown.add('long polls', () => {
    services.relays.endPolls();
  });

  const url = `http://${urlHost(config.host)}:${server.port}`;
  if (workspace.simulated) {
    const { webhooks } = fireblocks;
    const registration = new WebhookRegistration({
      webhooks,
      url: `${url}${WEBHOOK_PATH}`,
      log,
    });
    shutdown.add('webhook registration', () => registration.close());
    await registration.start();
  }
  shutdown.add('readiness', () => server.leave());
  worker.wake();
  background.start();
  desiredStateWorker.wake();
  return {
    url,
    simulatorUrl: workspace.simulated ? new URL(workspace.basePath).origin : undefined,
    developmentIssuer: identity.developmentIssuer,
    close: () => shutdown.run(),
  };
}

function reportDatabase({ kind, appliedMigrations }: Database, log: Logger): void {
  log.info({ database: kind, appliedMigrations: appliedMigrations.length }, 'database ready');
}

/** An address that can be opened, where the host means every interface. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
