import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../../../src/shared/error-code';
import type { Answer, GraphQLCaller } from '../../support/graphql-caller';
import type { Attempt, Told } from './told';

const PAUSE_MS = 150;

interface Asked {
  /** Every attempt is put down here. */
  attempts?: Attempt[];
  /** Whether the user goes away when an answer was lost. */
  givesUp?: () => boolean;
}

/** As a good client does it: what was lost or may be tried again is sent again, word for word. */
export class PatientClient {
  constructor(
    private readonly caller: GraphQLCaller,
    private readonly told: Told,
  ) {}

  /** Undefined when the user gave up. Throws when the answer was a refusal, or never came. */
  async ask<Data>(document: string, input: object, asked: Asked = {}): Promise<Data | undefined> {
    while (!this.told.isTooLate()) {
      const answer = await this.attempt<Data>(document, input, asked.attempts);
      if (answer?.data && answer.errors.length === 0) return answer.data;
      if (!answer && asked.givesUp?.()) return undefined;
      await sleep(answer ? this.pauseAfter(answer, input) : this.pauseAfterLoss());
    }
    throw new Error(`nothing but errors that may pass, for ${JSON.stringify(input)}`);
  }

  private pauseAfter({ status, errors }: Answer<unknown>, input: object): number {
    const [error] = errors;
    if (error?.extensions.retryable !== true) {
      throw new Error(`refused with ${status}: ${JSON.stringify([errors, input])}`);
    }
    this.told.repeated(error.extensions.code);
    return error.extensions.retryAfterMs ?? PAUSE_MS;
  }

  private pauseAfterLoss(): number {
    this.told.repeated('lost');
    return PAUSE_MS;
  }

  private async attempt<Data>(
    document: string,
    input: object,
    attempts: Attempt[] = [],
  ): Promise<Answer<Data> | undefined> {
    const from = Date.now();
    try {
      const answer = await this.caller.send<Data>(document, { input });
      attempts.push({ from, to: Date.now() });
      return answer;
    } catch (error) {
      if (!neverArrived(error)) attempts.push({ from, to: Date.now() });
      return undefined;
    }
  }
}

/** Nobody listened: what has not reached a gateway was not asked for. */
function neverArrived(error: unknown): boolean {
  return error instanceof Error && hasCode(error.cause, 'ECONNREFUSED');
}
