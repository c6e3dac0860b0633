import { setTimeout } from 'node:timers/promises';
import { toGatewayError } from '../api/error-map';
import { FireblocksError } from '../fireblocks/fireblocks-error';
import type { Logger } from '../shared/logger';
import type { Intent } from './intent';
import type { IntentStore } from './intent-store';

interface IntentRun<Result> {
  intents: IntentStore;
  intent: Intent;
  log: Logger;
  effect: (intent: Intent) => Promise<Result>;
}

/**
 * Runs an intent's effect and settles what its failure means for the key: a definitive refusal is
 * remembered, anything else leaves the way open for a retry with the same key. When Fireblocks
 * says that its key is burnt (an internal error of theirs under it), one new key is tried.
 */
export async function runIntent<Result>(run: IntentRun<Result>): Promise<Result> {
  try {
    return await hold(run);
  } catch (error) {
    if (!(error instanceof FireblocksError && error.burntIdempotencyKey)) return settle(run, error);
    return runWithNewKey(run, error);
  }
}

function hold<Result>({ intents, intent, effect }: IntentRun<Result>): Promise<Result> {
  return intents.hold(intent, () => effect(intent));
}

async function runWithNewKey<Result>(
  { intents, intent, log, effect }: IntentRun<Result>,
  burnt: FireblocksError,
): Promise<Result> {
  const upstreamKey = `${intent.id.slice(0, 30)}-${intent.attempt.toString(36)}b`;
  const details = { intentId: intent.id, operation: intent.operation, burnt: intent.upstreamKey };
  log.warn(
    { ...details, err: burnt },
    'idempotency key burnt at Fireblocks: an orphan is possible',
  );
  const renewed = { ...intent, upstreamKey };
  try {
    await intents.update(intent, { upstreamKey });
    return await hold({ intents, intent: renewed, log, effect });
  } catch (error) {
    return settle({ intents, intent: renewed, log, effect }, error);
  }
}

async function settle<Result>(
  { intents, intent, log }: IntentRun<Result>,
  error: unknown,
): Promise<never> {
  const outcome = toGatewayError(error);
  const definitive = error instanceof FireblocksError && error.definitive;
  const write = () => (definitive ? intents.fail(intent, outcome) : intents.release(intent));
  await write().catch(() => {
    // The client need not wait for this; its retry meets IDEMPOTENCY_IN_PROGRESS until then.
    void writeLater(write).catch((settleError: unknown) => {
      log.error(
        { err: settleError, intentId: intent.id },
        'the intent stays open until its lease ends',
      );
    });
  });
  throw error;
}

/** Waits that together are longer than a database takes to fail over to its standby. */
const REPEAT_AFTER_MS = [250, 1_000, 4_000, 15_000, 30_000];

async function writeLater(write: () => Promise<void>): Promise<void> {
  let failure: unknown;
  for (const ms of REPEAT_AFTER_MS) {
    await setTimeout(ms, undefined, { ref: false });
    try {
      await write();
      return;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
