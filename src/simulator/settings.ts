import { z } from 'zod';

/** What can be changed while the simulator runs, by `POST /_sim/settings`. Times in milliseconds. */
const fields = z.object({
  /** Whether transactions take their own steps; without, only the control face moves them. */
  autoAdvance: z.boolean(),
  /** Between two automatic steps of a transaction; 0 is one turn of the event loop. */
  transactionStepMs: z.number().int().min(0).max(3_600_000),
  /** How long a `poll_*` message waits before it answers that there is nothing. */
  pollMs: z.number().int().min(0).max(120_000),
  /** How many `poll_mpc_msg` relays count as the device's signature. */
  signingPolls: z.number().int().min(1).max(1000),
  /** Refuse assets and transactions before keys exist (409, code 1001) and are backed up (1002). */
  strictSetup: z.boolean(),
  /** Setup status in the nested form of ts-sdk's types instead of the flat form. */
  nestedSetupStatus: z.boolean(),
  /** Envelope and signature header of webhooks. */
  webhookForm: z.enum(['v2', 'v1']),
  /** Factor on Fireblocks' retry schedule, whose first wait is 10 s. */
  webhookRetryScale: z.number().min(0).max(10),
  /** How long a receiver may take to answer a webhook. */
  webhookTimeoutMs: z.number().int().min(1).max(120_000),
  /** Requests of the workspace in a minute before 429; 0 never refuses. */
  rateLimitPerMinute: z.number().int().min(0),
  /** How long that minute is. */
  rateLimitWindowMs: z.number().int().min(100).max(60_000),
});

export type SimulatorSettings = z.infer<typeof fields>;

/** Some of the settings; unknown names are refused, so that a misspelt knob is noticed. */
export const settingsChange = fields.partial().strict();

export const defaultSettings: SimulatorSettings = {
  autoAdvance: true,
  transactionStepMs: 0,
  pollMs: 1000,
  signingPolls: 3,
  strictSetup: false,
  nestedSetupStatus: false,
  webhookForm: 'v2',
  webhookRetryScale: 1,
  webhookTimeoutMs: 5000,
  rateLimitPerMinute: 0,
  rateLimitWindowMs: 60_000,
};
