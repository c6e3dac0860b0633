import { createHash } from 'node:crypto';

/** One statement with parameters on some database. */
export type Query = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;

export interface Column {
  name: string;
  /** PostgreSQL's name of the type, such as `timestamptz`, `_text` (an array) or that of an enum. */
  type: string;
  /** Of an enum: its values. */
  labels: string[] | null;
  /** The table that it points at by a foreign key. */
  references: string | null;
}

export type Tables = Map<string, Column[]>;

/** The tables of the product, as the database itself describes them. */
export async function readTables(query: Query): Promise<Tables> {
  const rows = await query<Column & { table: string }>(`
    SELECT c.relname AS "table", a.attname AS name, t.typname AS type,
           (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
              FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels,
           (SELECT f.confrelid::regclass::text FROM pg_constraint f
             WHERE f.contype = 'f' AND f.conrelid = c.oid AND f.conkey = ARRAY[a.attnum]) AS "references"
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
       AND c.relname <> '_prisma_migrations'
     ORDER BY c.relname, a.attnum`);
  const tables: Tables = new Map();
  for (const { table, ...column } of rows) {
    tables.set(table, [...(tables.get(table) ?? []), column]);
  }
  return tables;
}

/** At least so many rows in each table; as many more as it needs to show each value of an enum. */
const ROWS = 3;

/** Puts rows with a value in every column into every table. */
export async function fillTables(query: Query, tables: Tables): Promise<void> {
  const counts = new Map([...tables].map(([name, columns]) => [name, rowsOf(columns)]));
  for (const name of inOrder(tables)) {
    const columns = tables.get(name) ?? [];
    const names = columns.map((column) => `"${column.name}"`).join();
    const places = columns.map((_column, at) => `$${at + 1}`).join();
    for (let row = 0; row < (counts.get(name) ?? 0); row += 1) {
      const values = columns.map((column) => valueOf(name, column, row, counts));
      // What the migrations themselves have put there stays.
      await query(
        `INSERT INTO "${name}" (${names}) VALUES (${places}) ON CONFLICT DO NOTHING`,
        values,
      );
    }
  }
}

/** The id of a generated row, by which others point at it. */
export function generatedId(table: string, row: number): string {
  const hash = createHash('md5').update(`${table} ${row}`).digest('hex');
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}

function rowsOf(columns: Column[]): number {
  return Math.max(ROWS, ...columns.map(({ labels }) => labels?.length ?? 0));
}

/** Those that are pointed at come first. */
function inOrder(tables: Tables): string[] {
  const ordered = new Set<string>();
  const add = (name: string): void => {
    for (const { references } of tables.get(name) ?? []) {
      if (references !== null && references !== name) add(references);
    }
    ordered.add(name);
  };
  for (const name of tables.keys()) add(name);
  return [...ordered];
}

function valueOf(
  table: string,
  { name, type, labels, references }: Column,
  row: number,
  counts: Map<string, number>,
): unknown {
  if (labels) return labels[row % labels.length];
  // Without a foreign key, `wallet_id` is that of a wallet all the same.
  const target = references ?? (name.endsWith('_id') ? `${name.slice(0, -3)}s` : table);
  const of = counts.has(target) ? target : table;
  const id = generatedId(of, row % (counts.get(of) ?? 1));
  return plainValue(type, name, id, row);
}

type Value = (name: string, row: number, id: string) => unknown;

const text: Value = (name, row, id) => (name.endsWith('id') ? id : `${name} ${row}`);
const number: Value = (_name, row) => row + 1;

const VALUES: Record<string, Value> = {
  uuid: (_name, _row, id) => id,
  ...{ text, varchar: text, int4: number, int8: number },
  bool: (_name, row) => row % 2 === 0,
  timestamptz: (_name, row) => new Date(Date.now() - row * 1_000),
  bytea: (name, row) => Buffer.from(`${name} ${row}`),
  jsonb: (name, row) => JSON.stringify({ [name]: row }),
  _text: (name, row) => [`${name} ${row}`],
  _int8: (_name, row) => [row + 1],
};

function plainValue(type: string, name: string, id: string, row: number): unknown {
  const value = VALUES[type];
  if (!value) throw new Error(`say in fill-tables.ts what ${name}, a ${type}, is like`);
  return value(name, row, id);
}
