/** More work waits for the database than is sensible to keep waiting. Nothing was done. */
export class DatabaseOverloadedError extends Error {
  constructor() {
    super('too many operations wait for the database');
    this.name = 'DatabaseOverloadedError';
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** PostgreSQL's error classes for "not now": connection, resources, operator, system. */
const UNAVAILABLE_SQLSTATES = ['08', '53', '57', '58'];
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
    (/^[0-9A-Z]{5}$/.test(sqlState) && UNAVAILABLE_SQLSTATES.includes(sqlState.slice(0, 2)))
  );
}

/** Anything can be thrown; what is no text says nothing here. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
