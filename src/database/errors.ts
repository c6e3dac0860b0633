import { isRecord } from '../shared/is-record';

/** More work waits for the database than is sensible to keep waiting. Nothing was done. */
export class DatabaseOverloadedError extends Error {
  constructor() {
    super('too many operations wait for the database');
    this.name = 'DatabaseOverloadedError';
  }
}

/** The embedded database has too little room on its disk to go on. Nothing was done. */
export class DiskFullError extends Error {
  /** PostgreSQL's for a full disk. */
  readonly code = '53100';

  constructor(folder: string) {
    super(`the disk of ${folder} is nearly full`);
    this.name = 'DiskFullError';
  }
}

/** The error and what it was caused by, outermost first, also where a driver adapter hid it. */
export function* causes(error: unknown): Generator {
  const seen = new Set();
  let link: unknown = error;
  while (link !== undefined && link !== null && !seen.has(link)) {
    seen.add(link);
    yield link;
    link = dig(link, ['meta', 'driverAdapterError']) ?? dig(link, ['cause']);
  }
}

function dig(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
}

/**
 * PostgreSQL's error classes for "not now": connection, resources, operator, system; and what only
 * connecting meets: a changed password, a database that is being replaced or takes nobody in.
 */
const UNAVAILABLE_SQLSTATES = ['08', '53', '57', '58', '28', '3D'];
const TAKES_NOBODY_IN = '55000';
const UNAVAILABLE_PRISMA_CODES = ['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'];
const UNAVAILABLE_NODE_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
];

/** What `pg` says, without any code, of a connection that is gone. */
const UNAVAILABLE_MESSAGES = [
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after calling end',
];

/** Whether this link of an error's causes says that the database is away rather than displeased. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const message = text(dig(error, ['message']));
  if (UNAVAILABLE_MESSAGES.some((start) => message.startsWith(start))) return true;
  const code = text(dig(error, ['code']));
  const sqlState = text(dig(error, ['cause', 'originalCode'])) || code;
  return (
    UNAVAILABLE_PRISMA_CODES.includes(code) ||
    UNAVAILABLE_NODE_CODES.includes(code) ||
    sqlState === TAKES_NOBODY_IN ||
    (/^[0-9A-Z]{5}$/.test(sqlState) && UNAVAILABLE_SQLSTATES.includes(sqlState.slice(0, 2)))
  );
}

/** Anything can be thrown; what is no text says nothing here. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
