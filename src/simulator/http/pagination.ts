import { z } from 'zod';
import { HttpError } from './http-error';
import { parse } from './parse';

const LARGEST_PAGE = 50;

export const pageQuery = z.object({
  pageCursor: z.string().optional(),
  pageSize: z.coerce.number().int().min(1).optional(),
  order: z.enum(['ASC', 'DESC', 'asc', 'desc']).default('ASC'),
});

export interface Page<Item> {
  data: Item[];
  next: string | null;
  /** The same cursor where the legacy SDK looks for it. */
  paging: { next: string };
}

interface Keyed {
  key: string;
}

/**
 * One page of rows that are given in ascending order. A cursor names the last row of the page before.
 *
 * @throws HttpError 400 for a page above the largest one and for a cursor of no row
 */
export function paginate<Row extends Keyed, Item>(
  rows: Row[],
  query: unknown,
  view: (row: Row) => Item,
  largest = LARGEST_PAGE,
): Page<Item> {
  const { pageCursor, pageSize = largest, order } = parse(pageQuery, query);
  if (pageSize > largest) throw new HttpError(400, 'Pagination limit too large');
  const ordered = order.toUpperCase() === 'DESC' ? rows.toReversed() : rows;
  const start = pageCursor === undefined ? 0 : after(ordered, pageCursor);
  const page = ordered.slice(start, start + pageSize);
  const last = page.at(-1);
  const more = last !== undefined && start + pageSize < ordered.length;
  const next = more ? Buffer.from(last.key).toString('base64url') : null;
  return { data: page.map(view), next, paging: { next: next ?? '' } };
}

function after(rows: Keyed[], cursor: string): number {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  const index = rows.findIndex((row) => row.key === key);
  if (index < 0) throw new HttpError(400, 'Invalid page cursor');
  return index + 1;
}
