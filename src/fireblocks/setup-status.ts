import { z } from 'zod';
import { booleanOrNull, textOrNull } from './lenient';

/*
 * ts-sdk's types nest each value in an object of its own name; the live API was seen to send the
 * plain value. Both are read.
 */

const status = z.union([z.string(), z.object({ status: z.string() }).transform((it) => it.status)]);

const algorithm = z.union([
  z.string(),
  z.object({ algorithm: z.string() }).transform((it) => it.algorithm),
]);

const keySetup = z
  .object({ algorithmName: algorithm, confirmed: z.boolean(), backedUp: z.boolean() })
  .transform(({ algorithmName, confirmed, backedUp }) => ({
    algorithm: algorithmName,
    confirmed,
    backedUp,
  }));

function listOf<T>(item: z.ZodType<T>): z.ZodType<T[]> {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

/** `status` is COMPLETE when each required algorithm is confirmed and backed up, else INCOMPLETE. */
export const deviceSetupStatus = z.object({
  status,
  deviceId: textOrNull,
  enabled: booleanOrNull,
  setupStatus: listOf(keySetup),
});
export type DeviceSetupStatus = z.output<typeof deviceSetupStatus>;

/** `status` is COMPLETE when at least one device is. */
export const walletSetupStatus = z.object({
  status,
  requiredAlgorithms: listOf(algorithm),
  deviceSetupStatus: listOf(deviceSetupStatus),
});
export type WalletSetupStatus = z.output<typeof walletSetupStatus>;
