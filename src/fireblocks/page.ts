import { z } from 'zod';
import { FireblocksError } from './fireblocks-error';

export interface PageRequest {
  /** Opaque; from the page before. */
  cursor?: string | undefined;
  /** Fireblocks gives at most 50 at once; more is cut to that. */
  size: number;
}

export interface Page<T> {
  items: T[];
  /** Cursor of the page after; absent on the last. */
  next?: string;
}

const MAX_PAGE_SIZE = 50;

export function pageQuery({ cursor, size }: PageRequest): {
  pageCursor?: string;
  pageSize: number;
} {
  const pageSize = Math.min(Math.max(1, Math.trunc(size)), MAX_PAGE_SIZE);
  return cursor === undefined ? { pageSize } : { pageCursor: cursor, pageSize };
}

/** A page in any of the forms seen: `{data, next}`, `{data, paging: {next}}`, or a bare array. */
export function pageOf<T>(item: z.ZodType<T>): z.ZodType<Page<T>> {
  const cursor = z.string().nullish();
  const wrapped = z
    .object({ data: z.array(item), next: cursor, paging: z.object({ next: cursor }).nullish() })
    .transform(({ data, next, paging }) => toPage(data, next ?? paging?.next));
  return z.union([wrapped, z.array(item).transform((items) => toPage(items, undefined))]);
}

/** What is on the first pages, with the cursor of the next where there are more. */
export async function firstPages<T>(
  most: number,
  read: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<Page<T>> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < most; page += 1) {
    const { items, next } = await read(cursor);
    all.push(...items);
    cursor = next;
    if (cursor === undefined) break;
  }
  return toPage(all, cursor);
}

/**
 * All items, page by page.
 *
 * @throws FireblocksError `MALFORMED` when there are more than `most` pages: an endless `next` must
 * not become an endless loop
 */
export async function everyPage<T>(
  what: string,
  most: number,
  read: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<T[]> {
  const { items, next } = await firstPages(most, read);
  if (next === undefined) return items;
  throw new FireblocksError('MALFORMED', { upstreamMessage: `The list of ${what} has no end` });
}

function toPage<T>(items: T[], next: string | null | undefined): Page<T> {
  return next ? { items, next } : { items };
}
