import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { embedded, type DatabaseKind } from '../../support/databases';
import { temporaryFolder } from '../../support/run-folder';
import { GatewayProcess, SimulatorProcess } from '../../support/gateway-process';
import { GraphQLCaller } from '../../support/graphql-caller';
import { LoadBalancer } from '../../support/load-balancer';
import { freePort, NodeProcess } from '../../support/node-process';
import type { SimulatorControl } from '../../support/simulator-control';
import { compare } from './compare';
import { Journey, type World } from './journey';
import { Chance } from './random';
import { settled } from './settled';
import { Told } from './told';
import { readTruth } from './truth';

export interface LoadOptions {
  kind: DatabaseKind;
  /** The same seed takes the same decisions; what the machine makes of them differs. */
  seed: number;
  /** How many users are at it at a time. */
  users: number;
  /** How many gateways share the database, behind a load balancer where it is more than one. */
  gateways?: number;
  settings?: Record<string, string>;
}

/** What weather can be made of. */
export interface Scene {
  gateways: readonly [GatewayProcess, ...GatewayProcess[]];
  balancer: LoadBalancer | undefined;
  simulator: SimulatorControl;
  told: Told;
  /** PostgreSQL's; undefined for the embedded database. */
  databaseUrl: string | undefined;
  chance: Chance;
}

export interface LoadReport {
  wallets: number;
  transfers: number;
  events: number;
  /** How often something was asked again, by reason. */
  repeats: Record<string, number>;
  /** Everything that was not as promised. */
  wrongs: string[];
}

/** Whatever webhooks tell must come from them: the reconciler would make up for a lost one. */
const SETTINGS = { RATE_LIMIT_FACTOR: '1000', RECONCILE_AFTER_SECONDS: '3600' };

/** Users make things while the weather lasts; compares in the end what each side knows. */
export async function runUnderLoad(
  options: LoadOptions,
  weather: (scene: Scene) => Promise<void>,
): Promise<LoadReport> {
  const { kind, seed } = options;
  const dataDir = temporaryFolder();
  const database = await kind.create();
  const simulator = await SimulatorProcess.start(dataDir);
  const gateways: GatewayProcess[] = [];
  let balancer: LoadBalancer | undefined;
  try {
    await simulator.control.settings({ webhookRetryScale: 0.02, pollMs: 50 });
    await simulator.control.webhooks({ duplicate: true });
    const all = { ...simulator.settings, ...SETTINGS, ...options.settings, ...database.settings };
    const start = async (): Promise<GatewayProcess> => {
      const settings = { ...all, DATA_DIR: dataDir, PORT: String(await freePort()) };
      const gateway = await GatewayProcess.start(settings, embedded);
      gateways.push(gateway);
      return gateway;
    };
    const first = await start();
    for (let count = 1; count < (options.gateways ?? 1); count += 1) await start();
    if (gateways.length > 1) balancer = await LoadBalancer.start(gateways.map(({ url }) => url));

    const told = new Told();
    const scene: Scene = {
      ...{ gateways: [first, ...gateways.slice(1)], balancer, simulator: simulator.control, told },
      ...{ databaseUrl: database.settings['DATABASE_URL'], chance: new Chance(seed) },
    };
    await whileUsersAreAtIt(options, scene, () => weather(scene));
    told.wrongs.push(...(await settled(first, simulator.control)));
    for (const gateway of gateways) await gateway.kill('SIGTERM');
    const truth = await readTruth(simulator.control, dataDir, scene.databaseUrl);
    const verification = new NodeProcess('audit/verify.main.js', first.settings);
    const { code } = await verification.ended;
    if (code !== 0) told.wrongs.push(`the audit record: ${verification.stderr}`);
    return {
      wallets: truth.wallets.length,
      ...{ transfers: truth.simulated.transactions.length, events: truth.events.length },
      ...{ repeats: Object.fromEntries(told.repeats), wrongs: compare(told, truth) },
    };
  } finally {
    balancer?.close();
    for (const gateway of gateways) await gateway.remove();
    await simulator.process.kill('SIGTERM');
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function whileUsersAreAtIt(
  { users, seed }: LoadOptions,
  { gateways: [gateway], balancer, simulator, told }: Scene,
  work: () => Promise<void>,
): Promise<void> {
  const world: World = {
    ...{ simulator, told },
    async newUser() {
      const owner = `user-${randomUUID()}`;
      const { token } = await gateway.as(owner);
      return { owner, caller: new GraphQLCaller(balancer?.url ?? gateway.url, token) };
    },
  };
  let over = false;
  const load = Array.from({ length: users }, async (_, user) => {
    for (let turn = 1; !over; turn += 1) {
      await Journey.run(world, new Chance(seed + user * 7_919 + turn * 104_729));
    }
  });
  try {
    await work();
  } finally {
    over = true;
    told.calmSince = Date.now();
    await Promise.all(load);
  }
}
