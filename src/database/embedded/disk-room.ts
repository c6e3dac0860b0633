import { statfsSync } from 'node:fs';

/** Three segments of PGlite's write-ahead log, and some for what else is written meanwhile. */
const RESERVE_BYTES = 64 * 1024 * 1024;
const LOOK_EVERY_MS = 100;

/**
 * Whether the embedded database may be used. PGlite says so when a table cannot grow, but when its
 * log cannot, it never comes back, and this process with it: it must stop before.
 */
export class DiskRoom {
  private lookedAt = -Infinity;
  private enough = true;

  constructor(private readonly folder: string) {}

  isEnough(): boolean {
    const now = performance.now();
    if (now - this.lookedAt < LOOK_EVERY_MS) return this.enough;
    this.lookedAt = now;
    const { bavail, bsize } = statfsSync(this.folder);
    this.enough = bavail * bsize >= RESERVE_BYTES;
    return this.enough;
  }
}
