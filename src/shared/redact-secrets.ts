/**
 * Names under which a credential or an RPC payload could stand; and PostgreSQL's for the values of a
 * row that it has refused.
 */
const SECRET_FIELDS = new Set([
  'authorization',
  'token',
  'payload',
  'secretKey',
  'privateKey',
  'password',
  'cookie',
  'detail',
]);

/** Prisma's, of a call that is wrong: the whole call, and in its last paragraph why. */
const PRINTS_ITS_VALUES = 'PrismaClientValidationError';

const CENSOR = '[redacted]';
/** An error's cause, with the request that it belongs to. */
const DEPTH = 4;

/**
 * What a log line may hold. A flat line, as nearly all are, is handed back as it is: this runs for
 * every operation, and a copy by wildcard paths cost more than the rest of the line.
 */
export function redactSecrets(line: Record<string, unknown>, depth = DEPTH) {
  let clean = line;
  for (const [field, value] of Object.entries(line)) {
    // The line's own error is still to be told of; any other one is only what it holds.
    if (field === 'err' && value instanceof Error) continue;
    const allowed = SECRET_FIELDS.has(field) ? CENSOR : redactNested(value, depth - 1);
    if (allowed === value) continue;
    if (clean === line) clean = { ...line };
    clean[field] = allowed;
  }
  return clean;
}

/** The same of an error that has been made a record. */
export function redactError(error: Record<string, unknown>) {
  const { type, message, stack } = error;
  if (type !== PRINTS_ITS_VALUES || typeof message !== 'string' || typeof stack !== 'string') {
    return redactSecrets(error);
  }
  const reason = message.slice(message.lastIndexOf('\n\n') + 2);
  return redactSecrets({ ...error, message: reason, stack: stack.replace(message, () => reason) });
}

function redactNested(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  // What writes itself, such as a date, has no fields to look into.
  if ('toJSON' in value) return value;
  if (Array.isArray(value)) return value.map((item) => redactNested(item, depth - 1));
  return redactSecrets(value as Record<string, unknown>, depth);
}
