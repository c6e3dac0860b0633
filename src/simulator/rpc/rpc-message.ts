import { z } from 'zod';
import { HttpError } from '../http/http-error';

export const invokeBody = z.object({ payload: z.string() });

const message = z.object({
  method: z.string().min(1),
  headers: z.looseObject({ physicalDeviceId: z.string().default('') }).default({
    physicalDeviceId: '',
  }),
  params: z.array(z.unknown()).default([]),
});
export type RpcMessage = z.infer<typeof message>;

/** The message inside an invoke's payload. 400 when the text is not one. */
export function parseMessage(payload: string): RpcMessage {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    throw new HttpError(400, 'Validation failed (payload is not JSON)');
  }
  const result = message.safeParse(value);
  if (!result.success) throw new HttpError(400, 'Validation failed (payload is not a message)');
  return result.data;
}
