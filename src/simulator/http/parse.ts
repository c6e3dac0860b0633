import type { z } from 'zod';
import { HttpError } from './http-error';

/** The value as the schema says, or 400 with the first complaint. */
export function parse<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') ?? '';
  const what = issue?.message ?? 'invalid';
  throw new HttpError(400, `Validation failed (${where === '' ? what : `${where}: ${what}`})`);
}

/** A JSON body; no body reads as an empty object. 400 when it is not JSON. */
export function parseBody<Output>(schema: z.ZodType<Output>, body: unknown): Output {
  if (!Buffer.isBuffer(body) || body.length === 0) return parse(schema, {});
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new HttpError(400, 'Validation failed (the body is not JSON)');
  }
  return parse(schema, value);
}
