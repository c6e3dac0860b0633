import type { LogLevel } from './shared/logger';
import { readFireblocks, type FireblocksSettings } from './settings/fireblocks-settings';
import { readIdentity, type IdentitySettings } from './settings/identity-settings';
import { readLimits, type LimitSettings } from './settings/limit-settings';
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
  const production =
    read.oneOf('NODE_ENV', ['development', 'test', 'production'], 'development') === 'production';
  const host = read.text('HOST') ?? (production ? '0.0.0.0' : '127.0.0.1');
  const databaseUrl = read.url('DATABASE_URL', {
    protocols: ['postgres:', 'postgresql:'],
    example: 'postgresql://user:password@host:5432/database',
  });
  if (production && databaseUrl === undefined && !read.has('DATABASE_URL')) {
    read.fault('DATABASE_URL', 'is missing: production keeps its data in PostgreSQL');
  }
  const redisUrl = read.url('REDIS_URL', {
    protocols: ['redis:', 'rediss:'],
    example: 'redis://host:6379',
  });
  const devSwitch = production ? 'off' : 'on';
  const config: Config = {
    production,
    host,
    port: read.integer('PORT', 4000, 0, 65_535),
    dataDir: read.text('DATA_DIR') ?? '.data',
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    fireblocks: readFireblocks(read, production),
    identity: readIdentity(read, production, host),
    limits: readLimits(read),
    walletsPerUser: read.integer('WALLETS_PER_USER', 10, 0, 1_000_000),
    explorer: read.oneOf('EXPLORER', ON_OFF, devSwitch) === 'on',
    introspection: read.oneOf('INTROSPECTION', ON_OFF, devSwitch) === 'on',
    corsOrigins: readOrigins(read),
  };
  if (read.faults.length > 0) throw new ConfigError(read.faults);
  return config;
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
