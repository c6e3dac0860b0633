import { WebSocket } from 'ws';

/** What a client can have the gateway work for. Pings of the protocol below GraphQL's are answered too. */
const HEARD: ReadonlySet<string | symbol> = new Set(['message', 'ping', 'pong']);

/** A socket that can be made deaf: until its client answers the closing, it would still be heard. */
export class MeteredSocket extends WebSocket {
  /** Whether something of so many bytes may be heard; asked before anybody else hears it. */
  admits: ((bytes: number) => boolean) | undefined;
  private deaf = false;

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (HEARD.has(event) && !this.hears(values[0])) return false;
    return super.emit(event, ...values);
  }

  private hears(data: unknown): boolean {
    if (this.deaf) return false;
    const bytes = Buffer.isBuffer(data) ? data.length : 0;
    this.deaf = this.admits?.(bytes) === false;
    return !this.deaf;
  }
}
