import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { systemClock, type Clock } from '../shared/clock';
import { FolderInUseError, lockFolder } from '../shared/folder-lock';
import type { Logger } from '../shared/logger';
import type { SimulatorContext } from './context';
import { guardControl } from './control/guard';
import type { ControlParts } from './control/control';
import { faultControl } from './control/fault-control.routes';
import { transactionControl } from './control/transaction-control.routes';
import { webhookControl } from './control/webhook-control.routes';
import { worldControl } from './control/world-control.routes';
import { registerApi } from './http/api';
import { apiUsers } from './http/api-user';
import { Authenticator } from './http/authentication';
import { CallLog } from './http/call-log';
import { befall } from './http/fault-answers';
import { Faults } from './http/faults';
import { IdempotentAnswers } from './http/idempotency';
import { newServer } from './http/server';
import { defaultSettings, type SimulatorSettings } from './settings';
import { Store } from './state/store';
import { TransactionEngine } from './transactions/engine';
import { Settlement } from './transactions/settlement';
import { Wakeups } from './wakeups';
import { Dispatcher } from './webhooks/dispatcher';
import { Knobs } from './webhooks/knobs';
import { Publisher } from './webhooks/publisher';
import { Sender } from './webhooks/sender';
import { SigningKeys } from './webhooks/signing-keys';
import type { SimulatedWorkspace } from './workspace';

export interface SimulatorOptions {
  /** A loopback address: the simulator is not for anybody else. */
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** The state lives in its folder `simulator`; made when it is not there. */
  dataDir: string;
  workspace: SimulatedWorkspace;
  logger: Logger;
  settings?: Partial<SimulatorSettings>;
  clock?: Clock;
}

export interface Simulator {
  port: number;
  /** What a Fireblocks SDK takes as its base path, `http://127.0.0.1:<port>/v1`. */
  basePath: string;
  /** Public keys of the second form of webhook signatures. */
  jwksUrl: string;
  /** Public key of the first form of webhook signatures, SPKI PEM. */
  webhookPublicKeyPem: string;
  close(): Promise<void>;
}

interface World {
  context: SimulatorContext;
  keys: SigningKeys;
  knobs: Knobs;
  sender: Sender;
}

function makeWorld(options: SimulatorOptions, store: Store): World {
  const { workspace, logger, clock = systemClock } = options;
  const settings = { ...defaultSettings, ...options.settings };
  const keys = new SigningKeys(workspace, store);
  const knobs = new Knobs();
  const wakeups = new Wakeups();
  const sender = new Sender(keys, settings);
  const dispatcher = new Dispatcher({ store, settings, clock, logger, sender, knobs });
  const publisher = new Publisher({ store, settings, clock, dispatcher, knobs, workspace });
  const settlement = new Settlement(store, clock, publisher);
  const engine = new TransactionEngine({ store, settings, clock, publisher, settlement, wakeups });
  const common = { store, settings, clock, logger, wakeups };
  return { context: { ...common, publisher, dispatcher, engine }, keys, knobs, sender };
}

function makeServer(options: SimulatorOptions, { context, keys, knobs }: World): FastifyInstance {
  const { store, clock, logger } = context;
  const users = apiUsers(options.workspace);
  const answers = new IdempotentAnswers(store, clock);
  answers.forgetExpired();
  const faults = new Faults();
  const calls = new CallLog();
  const authenticator = new Authenticator(users, clock);
  const roleOf = (apiKey: string) => users.get(apiKey)?.role ?? null;
  const control: ControlParts = { context, calls, faults, knobs, keys };

  const app = newServer(logger);
  app.register(
    (api, _options, done) => {
      registerApi(api, { context, authenticator, answers, faults, calls, roleOf });
      done();
    },
    { prefix: '/v1' },
  );
  app.register(
    (face, _options, done) => {
      guardControl(face);
      for (const routes of [transactionControl, faultControl, webhookControl, worldControl]) {
        routes(face, control);
      }
      done();
    },
    { prefix: '/_sim' },
  );
  app.get('/.well-known/jwks.json', async (request, reply) => {
    const fault = faults.take(request.method, request.url);
    const faulty = fault && (await befall(fault, request, reply));
    if (reply.raw.destroyed) return reply.hijack();
    if (faulty !== undefined) return reply.send(faulty);
    return reply.header('cache-control', 'max-age=3600').send(keys.jwks());
  });
  return app;
}

async function open(options: SimulatorOptions, release: () => Promise<void>): Promise<Simulator> {
  const store = new Store(options.dataDir, options.logger);
  const world = makeWorld(options, store);
  const { context, keys, sender } = world;
  const app = makeServer(options, world);
  const close = async (): Promise<void> => {
    context.engine.stop();
    context.dispatcher.stop();
    await app.close();
    await sender.close();
    store.close();
    await release();
  };
  try {
    const address = await app.listen({ host: options.host, port: options.port });
    context.dispatcher.resume();
    context.engine.resume();
    return {
      port: Number(new URL(address).port),
      basePath: `${address}/v1`,
      jwksUrl: `${address}/.well-known/jwks.json`,
      webhookPublicKeyPem: keys.v1PublicKeyPem,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Starts a local Fireblocks on the state of its data directory.
 *
 * @throws Error when another simulator runs on the directory, the port is taken or the journal is damaged
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const release = await holdDirectory(options.dataDir);
  try {
    return await open(options, release);
  } catch (error) {
    await release();
    throw error;
  }
}

async function holdDirectory(dataDir: string): Promise<() => Promise<void>> {
  try {
    return await lockFolder(join(dataDir, 'simulator'), 'simulator');
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    throw new Error(`Another simulator already runs on the data directory ${dataDir}.`, {
      cause: error,
    });
  }
}
