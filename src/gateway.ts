import type { Config } from './config';
import { openDatabase, type Database } from './database/database';
import { WebhookRegistration } from './development/register-webhook';
import { readLogEpoch } from './events/event-log';
import { Inbox } from './events/inbox';
import { InboxWorker } from './events/inbox-worker';
import { LiveFeed } from './events/live-feed';
import { createFireblocks } from './fireblocks/fireblocks';
import { createWebhookVerifier } from './fireblocks/webhook-verifier';
import { openWorkspace, type FireblocksWorkspace } from './fireblocks-workspace';
import { createApollo } from './graphql/apollo';
import { guard } from './graphql/guard';
import { permissionMap, type OperationRates } from './graphql/permissions';
import { createPrepareOperation } from './graphql/prepare-operation';
import { buildApiSchema } from './graphql/schema';
import { openIdentity } from './identity/open-identity';
import { IntentRecovery } from './intents/intent-recovery';
import { openReservations } from './limits/open-reservations';
import { startHttpServer } from './server/http-server';
import { Metrics } from './server/metrics';
import { createObserver } from './server/observer';
import { contextFactory } from './server/request-context';
import { systemClock } from './shared/clock';
import { rejectAfter } from './shared/reject-after';
import type { LimitSettings } from './settings/limit-settings';
import type { Rate } from './limits/rate';
import type { Logger } from './shared/logger';
import { Shutdown } from './shared/shutdown';
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

  const workspace = await openWorkspace(config.fireblocks, dataDir, log);
  shutdown.add('simulator', () => workspace.close());
  const fireblocks = createFireblocks({ ...workspace, onCall: observe.upstreamCall });
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
    fireblocks,
    signal,
    feed,
    epoch: await readLogEpoch(prisma),
    walletsPerUser: config.walletsPerUser,
    observeRelay: observe.relay,
    clock,
    log,
  });

  const inbox = new Inbox(prisma);
  const worker = new InboxWorker({
    inbox,
    apply: transactionApplier(services.recorder),
    observeLag: observe.applied,
    log,
  });
  shutdown.add('webhook inbox', () => worker.close());
  if (database.kind === 'embedded') await services.intents.reclaim();
  const recovery = new IntentRecovery({
    prisma,
    intents: services.intents,
    settle: services.settle,
    clock,
    log,
  });
  shutdown.add('recovery', () => recovery.close());

  // The API, over HTTP and WebSocket, under one permission map.
  const { production, introspection } = config;
  const schema = guard(buildApiSchema(), permissionMap(perMinute(config.limits), reservations));
  const apollo = createApollo({
    schema,
    introspection,
    production,
    observe: observe.operation,
    log,
  });
  await apollo.start();
  const server = await startHttpServer({
    ...config,
    schema,
    apollo,
    prepare: createPrepareOperation(schema, introspection),
    verify: identity.verify,
    createContext: contextFactory(services.container, log),
    observe: observe.operation,
    readiness: () => readiness(database),
    webhooks: {
      verifier: createWebhookVerifier(verificationKeys(workspace)),
      inbox,
      wake: () => {
        worker.wake();
      },
    },
    metrics,
    log,
  });
  shutdown.add('server', () => server.close());
  shutdown.add('long polls', () => {
    services.relay.endPolls();
  });

  const url = `http://${urlHost(config.host)}:${server.port}`;
  if (workspace.simulated) {
    const { webhooks } = fireblocks;
    const registration = new WebhookRegistration({
      webhooks,
      url: `${url}/webhooks/fireblocks`,
      log,
    });
    shutdown.add('webhook registration', () => registration.close());
    await registration.start();
  }
  worker.wake();
  recovery.start();
  return {
    url,
    simulatorUrl: workspace.simulated ? new URL(workspace.basePath).origin : undefined,
    developmentIssuer: identity.developmentIssuer,
    close: () => shutdown.run(),
  };
}

const MINUTE_MS = 60_000;
const READINESS_TIMEOUT_MS = 2_000;

function perMinute(limits: LimitSettings): OperationRates {
  const rate = (max: number): Rate => ({ max, windowMs: MINUTE_MS });
  return {
    createWallet: rate(limits.createWallet),
    assignDevice: rate(limits.assignDevice),
    createTransaction: rate(limits.createTransaction),
    relayRpc: rate(limits.relayRpc),
    other: rate(limits.other),
  };
}

function verificationKeys({ webhookJwksUrl, webhookPublicKey, proxy }: FireblocksWorkspace) {
  return { jwksUrl: webhookJwksUrl, publicKey: webhookPublicKey, proxy };
}

function reportDatabase({ kind, appliedMigrations }: Database, log: Logger): void {
  log.info({ database: kind, appliedMigrations: appliedMigrations.length }, 'database ready');
}

async function readiness({ pool }: Database): Promise<string | undefined> {
  try {
    await Promise.race([
      pool.query('SELECT 1'),
      rejectAfter(READINESS_TIMEOUT_MS, 'no answer in time'),
    ]);
    return undefined;
  } catch {
    return 'the database does not answer';
  }
}

/** An address that can be opened, where the host means every interface. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
