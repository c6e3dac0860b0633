/** Names under which a credential or an RPC payload could stand. */
const SECRET_FIELDS = new Set([
  'authorization',
  'token',
  'payload',
  'secretKey',
  'privateKey',
  'password',
  'cookie',
]);

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
    const allowed = SECRET_FIELDS.has(field) ? CENSOR : redactNested(value, depth - 1);
    if (allowed === value) continue;
    if (clean === line) clean = { ...line };
    clean[field] = allowed;
  }
  return clean;
}

function redactNested(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  // What writes itself, such as a date, has no fields to look into.
  if ('toJSON' in value || value instanceof Error) return value;
  if (Array.isArray(value)) return value.map((item) => redactNested(item, depth - 1));
  return redactSecrets(value as Record<string, unknown>, depth);
}
