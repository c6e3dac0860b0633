import { rmSync } from 'node:fs';
import { loadConfig } from '../../src/config';
import { startGateway, type Gateway } from '../../src/gateway';
import { createLogger } from '../../src/shared/logger';
import { databaseAccess, type RunSql } from './database-access';
import { databaseKinds, type DatabaseKind } from './databases';
import { GraphQLCaller } from './graphql-caller';
import { temporaryFolder } from './run-folder';
import { SimulatorControl } from './simulator-control';

/** A gateway in this process with everything real: sockets, database, simulator. */
export class TestGateway {
  /** Looks into the gateway's database, or changes what only administrators may change. */
  readonly sql: RunSql;

  private constructor(
    readonly dataDir: string,
    private settings: Record<string, string>,
    private readonly drop: () => Promise<void>,
    private gateway: Gateway,
  ) {
    this.sql = databaseAccess(dataDir, settings['DATABASE_URL']);
  }

  /** `settings` are environment variables; ports and folder are chosen unless given. */
  static async start(
    settings: Record<string, string> = {},
    kind: DatabaseKind = databaseKinds[0]!,
  ): Promise<TestGateway> {
    const dataDir = settings['DATA_DIR'] ?? temporaryFolder();
    const database = await kind.create();
    const all = { LOG_LEVEL: 'silent', ...settings, ...database.settings, DATA_DIR: dataDir };
    return new TestGateway(dataDir, all, database.drop, await open(all));
  }

  get url(): string {
    return this.gateway.url;
  }

  /** The simulator's origin; its control face is under `/_sim`. */
  get simulatorUrl(): string {
    return this.gateway.simulatorUrl ?? '';
  }

  get simulator(): SimulatorControl {
    return new SimulatorControl(this.simulatorUrl);
  }

  /** The value of one line of `/metrics`, such as `ncw_subscriptions`; 0 where there is none. */
  async metric(line: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const found = text.split('\n').find((candidate) => candidate.startsWith(`${line} `));
    return Number(found?.slice(line.length + 1) ?? 0);
  }

  /** As an administrator would: the wallet's state, and the word to live streams. */
  async setWalletStatus(walletId: string, status: 'ACTIVE' | 'FROZEN'): Promise<void> {
    await this.sql(
      `UPDATE wallets SET status = '${status}', access_version = access_version + 1 WHERE id = '${walletId}'`,
    );
  }

  async disableDevice(deviceId: string): Promise<void> {
    await this.sql(
      `UPDATE devices SET status = 'DISABLED', disabled_by_admin = true WHERE id = '${deviceId}';
       UPDATE wallets SET access_version = access_version + 1
        WHERE id = (SELECT wallet_id FROM devices WHERE id = '${deviceId}')`,
    );
  }

  /** A client with a token of the development issuer. */
  async as(sub: string, scope?: string): Promise<GraphQLCaller> {
    return new GraphQLCaller(this.url, await this.token(sub, scope));
  }

  anonymous(): GraphQLCaller {
    return new GraphQLCaller(this.url, undefined);
  }

  async token(sub: string, scope?: string, ttlSeconds = 3_600): Promise<string> {
    const issuer = this.gateway.developmentIssuer;
    if (!issuer) throw new Error('this gateway has no development issuer');
    return issuer.mint({ sub, ttlSeconds, ...(scope === undefined ? {} : { scope }) });
  }

  /** Orderly: closes it and starts it again on the same data, with other settings if need be. */
  async restart(change: Record<string, string> = {}): Promise<void> {
    await this.gateway.close();
    this.settings = { ...this.settings, ...change };
    this.gateway = await open(this.settings);
  }

  async stop(): Promise<void> {
    await this.gateway.close();
    await this.drop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

function open(settings: Record<string, string>): Promise<Gateway> {
  const config = loadConfig({ PORT: '0', SIMULATOR_PORT: '0', ...settings });
  return startGateway(config, createLogger(config.logLevel));
}
