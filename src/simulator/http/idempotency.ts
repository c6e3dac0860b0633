import type { Clock } from '../../shared/clock';
import type { Store } from '../state/store';
import { errorBody, HttpError } from './http-error';

const MEMORY_MS = 24 * 3_600_000;
const LONGEST_KEY = 40;
const BURNT =
  "This operation doesn't support the usage of the same idempotency key after an internal error";

export interface Answer {
  status: number;
  body: string;
}

/** Remembers for a day what each idempotency key was answered, for each API key by itself. */
export class IdempotentAnswers {
  private readonly running = new Map<string, Promise<void>>();
  private readonly finishers = new Map<string, () => void>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /**
   * The remembered answer, or undefined for who now has to do the work and must call `finish`.
   * A second call with the key waits for the first one's end.
   *
   * @throws HttpError 400 when the key is too long
   */
  async begin(apiKey: string, key: string): Promise<Answer | undefined> {
    if (key.length > LONGEST_KEY) {
      throw new HttpError(400, `The idempotency key is longer than ${LONGEST_KEY} characters`);
    }
    const name = `${apiKey} ${key}`;
    for (;;) {
      const answer = this.remembered(name);
      if (answer) return answer;
      const first = this.running.get(name);
      if (!first) break;
      await first;
    }
    this.running.set(
      name,
      new Promise((resolve) => {
        this.finishers.set(name, resolve);
      }),
    );
    return undefined;
  }

  /** The answer is kept; an internal error burns the key instead. */
  remember(apiKey: string, key: string, answer: Answer): void {
    if (answer.status === 429) return;
    if (answer.status >= 500) {
      this.burn(apiKey, key);
      return;
    }
    this.store.answers.put(`${apiKey} ${key}`, { ...answer, at: this.clock() });
  }

  burn(apiKey: string, key: string): void {
    const body = JSON.stringify(errorBody(BURNT));
    this.store.answers.put(`${apiKey} ${key}`, { status: 400, body, at: this.clock() });
  }

  /** Ends the work on the key, whether or not there was an answer to remember. */
  finish(apiKey: string, key: string): void {
    const name = `${apiKey} ${key}`;
    this.running.delete(name);
    this.finishers.get(name)?.();
    this.finishers.delete(name);
  }

  forgetExpired(): void {
    const oldest = this.clock() - MEMORY_MS;
    for (const { key, value } of this.store.answers.dump()) {
      const record = this.store.answers.get(key);
      if (value && record && record.at <= oldest) this.store.answers.remove(key);
    }
  }

  private remembered(name: string): Answer | undefined {
    const record = this.store.answers.get(name);
    if (!record || record.at <= this.clock() - MEMORY_MS) return undefined;
    return { status: record.status, body: record.body };
  }
}
