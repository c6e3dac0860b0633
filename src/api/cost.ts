import { MAX_PAGE } from './pagination';

/**
 * What a field costs, for `complexity` of its decorator. The unit is one object that is read from
 * the database, which is the cost of every object field that declares none; scalars cost nothing.
 */
interface FieldUse {
  args: Record<string, unknown>;
  /** Of the fields that are selected within it. */
  childComplexity: number;
}

/** One call to Fireblocks, of whose limit all users of the workspace have a part. */
const UPSTREAM = 5;

/** A field that is a call to Fireblocks. */
export function upstreamCost({ childComplexity }: FieldUse): number {
  return UPSTREAM + childComplexity;
}

/** A connection: as many objects as `first` asks for, whether or not there are so many. */
export function pageCost({ args, childComplexity }: FieldUse): number {
  return 1 + pageSize(args['first']) * childComplexity;
}

/** A list without pages that Fireblocks bounds to about ten. */
export function listCost({ childComplexity }: FieldUse): number {
  return LIST_SIZE * (1 + childComplexity);
}

/** The same, read from Fireblocks. */
export function upstreamListCost({ childComplexity }: FieldUse): number {
  return UPSTREAM + LIST_SIZE * (1 + childComplexity);
}

const LIST_SIZE = 10;

/** What is no page is refused by the resolver, in better words. */
function pageSize(first: unknown): number {
  const known = typeof first === 'number' && Number.isSafeInteger(first);
  return known ? Math.min(Math.max(first, 0), MAX_PAGE) : MAX_PAGE;
}
