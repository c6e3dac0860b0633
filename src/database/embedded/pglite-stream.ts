import { Duplex } from 'node:stream';
import type { PGliteInterface } from '@electric-sql/pglite';

const TERMINATE = 0x58;

/**
 * What node-postgres believes to be its TCP socket: PostgreSQL's wire protocol goes straight into
 * an in-process PGlite, so that one driver, adapter and set of migrations serves both databases.
 */
export class PGliteStream extends Duplex {
  constructor(
    private readonly database: Pick<PGliteInterface, 'execProtocolRaw' | 'exec' | 'closed'>,
  ) {
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
    this.database.execProtocolRaw(message).then((answer) => {
      if (answer.length > 0) this.push(Buffer.from(answer));
      done();
    }, done);
  }

  override _writev(
    messages: { chunk: Buffer; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    this._write(Buffer.concat(messages.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // The backend outlives the connection: leave nothing of this session behind in it.
    const cleared = this.database.closed
      ? Promise.resolve()
      : this.database.exec('ROLLBACK; DISCARD ALL');
    cleared.then(
      () => {
        done(error);
      },
      () => {
        done(error);
      },
    );
  }
}
