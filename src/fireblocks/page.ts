import { z } from 'zod';

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

function toPage<T>(items: T[], next: string | null | undefined): Page<T> {
  return next ? { items, next } : { items };
}
