import type { z } from 'zod';
import type { Change } from './journal';

/** Rows by key, in the order in which they were first put. Rows are replaced, never altered. */
export class Table<Row> {
  private readonly rows = new Map<string, Row>();

  constructor(
    readonly name: string,
    private readonly schema: z.ZodType<Row>,
    private readonly changed: (change: Change) => void,
  ) {}

  get size(): number {
    return this.rows.size;
  }

  get(key: string): Row | undefined {
    return this.rows.get(key);
  }

  all(): Row[] {
    return [...this.rows.values()];
  }

  filter(wanted: (row: Row) => boolean): Row[] {
    return this.all().filter(wanted);
  }

  find(wanted: (row: Row) => boolean): Row | undefined {
    for (const row of this.rows.values()) if (wanted(row)) return row;
    return undefined;
  }

  put(key: string, row: Row): Row {
    this.rows.set(key, row);
    this.changed({ table: this.name, key, value: row });
    return row;
  }

  remove(key: string): void {
    if (this.rows.delete(key)) this.changed({ table: this.name, key, value: null });
  }

  clear(): void {
    for (const key of [...this.rows.keys()]) this.remove(key);
  }

  /** Takes a change from the journal. Throws ZodError when the row is not one of this table. */
  restore(change: Change): void {
    if (change.value === null) this.rows.delete(change.key);
    else this.rows.set(change.key, this.schema.parse(change.value));
  }

  dump(): Change[] {
    return [...this.rows].map(([key, value]) => ({ table: this.name, key, value }));
  }
}
