import type { SettingsReader } from './settings-reader';

/** A limit for one operation, for the callers of one scope, or both. */
export interface RateException {
  /** `*`: every operation. `cost`: what all of them cost together. */
  operation: string;
  /** Undefined: all callers. */
  scope: string | undefined;
  /** Calls, or what they cost, per caller and minute. */
  max: number;
}

/** Every root field, and the SDK's telemetry, which is relayed but counted by itself. */
export const LIMITED_OPERATIONS = [
  'addAsset',
  'approveWeb3Connection',
  'assignDevice',
  'auditEntries',
  'cancelTransaction',
  'createAccount',
  'createTransaction',
  'createWallet',
  'createWeb3Connection',
  'denyWeb3Connection',
  'device',
  'disableDevice',
  'enableDevice',
  'estimateTransactionFee',
  'freezeWallet',
  'me',
  'notifications',
  'passphrase',
  'passphrases',
  'pendingIntents',
  'reassignWallet',
  'registerPassphrase',
  'relayRpc',
  'removeWeb3Connection',
  'report_event',
  'resendWebhooks',
  'retryNotifications',
  'signingStatus',
  'supportedAssets',
  'transaction',
  'transactions',
  'unfreezeWallet',
  'wallet',
  'wallets',
];

/** Not an operation: what all of them together may cost, which `RATE_LIMIT_COST` sets for everybody. */
export const COST = 'cost';

const LIMITED: ReadonlySet<string> = new Set([...LIMITED_OPERATIONS, '*', COST]);

const SCOPES = ['ncw:support', 'ncw:admin'];
const EXCEPTION = /^(?<operation>[A-Za-z_]+|\*)(@(?<scope>[^=]+))?=(?<max>[0-9]{1,8})$/;
const MAX = 1_000_000;

/** An operation that costs what one may cost must be able to run at all. */
interface CostRange {
  min: number;
  max: number;
}

/** `RATE_LIMITS`, such as `addAsset=60,*@ncw:support=2000`. */
export function readRateExceptions(
  read: SettingsReader,
  factor: number,
  cost: CostRange,
): RateException[] {
  return (read.list('RATE_LIMITS') ?? []).flatMap((text) => {
    const { operation = '', scope, max } = EXCEPTION.exec(text)?.groups ?? {};
    const range = operation === COST ? cost : { min: 1, max: MAX };
    const problem = problemOf(operation, scope, Number(max), range);
    if (problem !== undefined) {
      read.fault('RATE_LIMITS', `holds "${text}"; ${problem}`);
      return [];
    }
    return [{ operation, scope, max: Math.max(range.min, Math.round(Number(max) * factor)) }];
  });
}

function problemOf(
  operation: string,
  scope: string | undefined,
  calls: number,
  { min, max }: CostRange,
): string | undefined {
  if (operation === COST && scope === undefined) return 'set RATE_LIMIT_COST for everybody';
  if (operation === '' || (operation === '*' && scope === undefined)) {
    return 'use operation=calls, operation@scope=calls or *@scope=calls, such as addAsset=60';
  }
  if (!LIMITED.has(operation)) return `there is no operation ${operation}`;
  if (scope !== undefined && !SCOPES.includes(scope)) return `use the scopes ${SCOPES.join(', ')}`;
  return calls >= min && calls <= max ? undefined : `use a whole number from ${min} to ${max}`;
}
