import { Duplex } from 'node:stream';
import type { PGliteInterface } from '@electric-sql/pglite';

const TERMINATE = 0x58;
/** The first byte of a start-up packet, which alone has no type. */
const START_UP = 0;

type Database = Pick<PGliteInterface, 'execProtocolRaw' | 'execProtocolRawStream' | 'exec'>;

/**
 * What node-postgres believes to be its TCP socket: PostgreSQL's wire protocol goes straight into
 * an in-process PGlite, so that one driver, adapter and set of migrations serves both databases.
 */
export class PGliteStream extends Duplex {
  private begun = false;

  constructor(private readonly database: Database) {
    super({ allowHalfOpen: false });
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  // The parts of net.Socket that node-postgres calls and that mean nothing here.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed as they come, by _write.
  }

  override _write(
    message: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    if (message[0] === TERMINATE) {
      done();
      this.push(null);
      return;
    }
    this.begin()
      .then(() => this.exchange(message))
      .then((answer) => {
        if (answer.length > 0) this.push(answer);
        done();
      }, done);
  }

  override _writev(
    messages: { chunk: Buffer; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    this._write(Buffer.concat(messages.map(({ chunk }) => chunk)), 'binary', done);
  }

  /** PGlite keeps everything for ever that it answers to `execProtocolRaw`, and parses it as well. */
  private async exchange(message: Buffer): Promise<Buffer> {
    if (message[0] === START_UP) return Buffer.from(await this.database.execProtocolRaw(message));
    const parts: Buffer[] = [];
    await this.database.execProtocolRawStream(message, {
      // What is handed over is the database's own memory.
      onRawData: (part) => parts.push(Buffer.from(part)),
    });
    return Buffer.concat(parts);
  }

  /**
   * The backend outlives every connection. What the one before has left in it, such as prepared
   * statements or an open transaction, goes when the next one begins: after its end could be too late.
   */
  private async begin(): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    // Each by itself: several statements in one string are a transaction, where DISCARD is refused.
    await this.database.exec('ROLLBACK');
    await this.database.exec('DISCARD ALL');
  }
}
