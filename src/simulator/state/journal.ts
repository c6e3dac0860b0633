import { closeSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { hasCode } from '../../shared/error-code';

/** One row of one table as it is from now on; `null` when it is gone. */
export interface Change {
  table: string;
  key: string;
  value: unknown;
}

const line = z.array(z.tuple([z.string(), z.string(), z.unknown()]));

function parseLine(text: string): Change[] {
  return line.parse(JSON.parse(text)).map(([table, key, value]) => ({ table, key, value }));
}

function formatLine(changes: Change[]): string {
  return `${JSON.stringify(changes.map(({ table, key, value }) => [table, key, value]))}\n`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}

/**
 * Every change ever journaled, in order. A last line without its line feed was being written when
 * the process was killed: nobody was told of it, so it is dropped.
 *
 * @throws Error naming the line when any other line is damaged
 */
export function readJournal(path: string): Change[] {
  const lines = readText(path).split('\n').slice(0, -1);
  return lines.flatMap((text, index) => {
    try {
      return parseLine(text);
    } catch (error) {
      throw new Error(`${path}: line ${index + 1} is damaged. Remove the file to start afresh.`, {
        cause: error,
      });
    }
  });
}

/** Replaces the journal as a whole: a kill leaves either the old one or the new one. */
export function rewriteJournal(path: string, changes: Change[]): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeWhole(file, changes.map((change) => formatLine([change])).join(''));
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

function writeWhole(file: number, text: string): number {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
  return written;
}

/** Appends changes, each call one line: changes of one call survive a kill together or not at all. */
export class Journal {
  private readonly file: number;
  private size: number;

  constructor(path: string) {
    this.file = openSync(path, 'a', 0o600);
    this.size = Buffer.byteLength(readText(path));
  }

  append(changes: Change[]): void {
    try {
      this.size += writeWhole(this.file, formatLine(changes));
    } catch (error) {
      // A half-written line would swallow the next one.
      ftruncateSync(this.file, this.size);
      throw error;
    }
  }

  close(): void {
    closeSync(this.file);
  }
}
