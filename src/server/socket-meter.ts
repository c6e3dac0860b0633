import { decide, type Rate } from '../limits/rate';
import { MINUTE_MS } from '../shared/durations';

/** A long message counts as several, so that what is read and parsed is bounded with the messages. */
const BYTES_PER_MESSAGE = 16 * 1024;

/** Before `connection_init`, which is a token and little else. */
const STRANGER_MAX_BYTES = 64 * 1024;

/** What one socket has sent of what it may send. */
export class SocketMeter {
  private readonly rate: Rate;
  private arrivalTime = 0;
  private maxBytes = STRANGER_MAX_BYTES;

  constructor(messagesPerMinute: number) {
    this.rate = { max: messagesPerMinute, windowMs: MINUTE_MS };
  }

  /** By what a message goes too far; undefined when it may pass. */
  excess(bytes: number): 'messages' | 'size' | undefined {
    if (bytes > this.maxBytes) return 'size';
    const amount = Math.min(this.rate.max, 1 + Math.floor(bytes / BYTES_PER_MESSAGE));
    const decision = decide(this.rate, this.arrivalTime, performance.now(), amount);
    this.arrivalTime = decision.arrivalTime;
    return decision.allowed ? undefined : 'messages';
  }

  /** For who has introduced itself: messages as long as the socket takes them. */
  widen(): void {
    this.maxBytes = Number.POSITIVE_INFINITY;
  }
}
