import type { LogLevel } from './shared/logger';
import { readAudit, readAuditKeys, type AuditSettings } from './settings/audit-settings';
import { readFireblocks, type FireblocksSettings } from './settings/fireblocks-settings';
import { readIdentity, type IdentitySettings } from './settings/identity-settings';
import { readLimits, type LimitSettings } from './settings/limit-settings';
import { readNetwork, type NetworkSettings } from './settings/network-settings';
import { readOperations, type OperationSettings } from './settings/operation-settings';
import { readRetention, type RetentionSettings } from './settings/retention-settings';
import { readRpc, type HighRiskSettings } from './settings/rpc-settings';
import { readSockets, type SocketSettings } from './settings/socket-settings';
import { SettingsReader, type Environment, type SettingFault } from './settings/settings-reader';

export interface Config {
  production: boolean;
  host: string;
  port: number;
  dataDir: string;
  logLevel: LogLevel;
  databaseUrl?: string;
  redisUrl?: string;
  fireblocks: FireblocksSettings;
  identity: IdentitySettings;
  limits: LimitSettings;
  operations: OperationSettings;
  network: NetworkSettings;
  rpc: HighRiskSettings;
  audit: AuditSettings;
  retention: RetentionSettings;
  /** From `/readyz` turning red to the end of listening. */
  shutdownDelaySeconds: number;
  sockets: SocketSettings;
  /** How long an unfinished transaction may be quiet before Fireblocks is asked about it. */
  reconcileAfterSeconds: number;
  /** 0: unlimited. */
  walletsPerUser: number;
  explorer: boolean;
  introspection: boolean;
  /** Origins of web apps, beside the gateway's own. */
  corsOrigins: string[];
}

/** Everything that is wrong with the configuration, at once. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly SettingFault[]) {
    super(faults.map(({ name, problem }) => `${name} ${problem}`).join('\n'));
    this.name = 'ConfigError';
  }
}

const ON_OFF = ['on', 'off'] as const;
const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** The process's environment as configuration. Nothing else reads `process.env`. */
export function loadConfig(environment: Environment = process.env): Config {
  const read = new SettingsReader(environment);
  const production = readProduction(read);
  const host = read.text('HOST') ?? (production ? '0.0.0.0' : '127.0.0.1');
  const redisUrl = read.url('REDIS_URL', {
    protocols: ['redis:', 'rediss:'],
    example: 'redis://host:6379',
    secret: true,
  });
  const factor = read.factor('RATE_LIMIT_FACTOR', 1);
  const devSwitch = production ? 'off' : 'on';
  const config: Config = {
    production,
    host,
    port: read.integer('PORT', 4000, 0, 65_535),
    ...readDatabase(read, production),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    fireblocks: readFireblocks(read, production),
    identity: readIdentity(read, production, host),
    limits: readLimits(read, factor),
    operations: readOperations(read),
    sockets: readSockets(read, factor),
    network: readNetwork(read),
    rpc: readRpc(read),
    audit: readAudit(read, production),
    retention: readRetention(read),
    shutdownDelaySeconds: read.integer('SHUTDOWN_DELAY_SECONDS', 0, 0, 300),
    reconcileAfterSeconds: read.integer('RECONCILE_AFTER_SECONDS', 30, 1, 3_600),
    walletsPerUser: read.integer('WALLETS_PER_USER', 10, 0, 1_000_000),
    explorer: read.oneOf('EXPLORER', ON_OFF, devSwitch) === 'on',
    introspection: read.oneOf('INTROSPECTION', ON_OFF, devSwitch) === 'on',
    corsOrigins: readOrigins(read),
  };
  if (read.faults.length > 0) throw new ConfigError(read.faults);
  return config;
}

/** What `audit:verify` needs: an auditor's machine need not have the keys to Fireblocks. */
export function loadAuditConfig(
  environment: Environment = process.env,
): Pick<Config, 'dataDir' | 'databaseUrl'> & Pick<AuditSettings, 'keys'> {
  const read = new SettingsReader(environment);
  const production = readProduction(read);
  const keys = readAuditKeys(read, production);
  const config = { ...readDatabase(read, production), ...(keys === undefined ? {} : { keys }) };
  if (read.faults.length > 0) throw new ConfigError(read.faults);
  return config;
}

function readProduction(read: SettingsReader): boolean {
  const environments = ['development', 'test', 'production'] as const;
  return read.oneOf('NODE_ENV', environments, 'development') === 'production';
}

function readDatabase(read: SettingsReader, production: boolean) {
  const dataDir = read.text('DATA_DIR') ?? '.data';
  const databaseUrl = read.url('DATABASE_URL', {
    protocols: ['postgres:', 'postgresql:'],
    example: 'postgresql://user:password@host:5432/database',
    secret: true,
  });
  if (databaseUrl !== undefined) return { dataDir, databaseUrl };
  if (production && !read.has('DATABASE_URL')) {
    read.fault('DATABASE_URL', 'is missing: production keeps its data in PostgreSQL');
  }
  return { dataDir };
}

function readOrigins(read: SettingsReader): string[] {
  const origins = read.list('CORS_ORIGINS') ?? [];
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      read.fault('CORS_ORIGINS', `holds "${origin}"; use origins such as https://app.example.com`);
    }
  }
  return origins;
}
