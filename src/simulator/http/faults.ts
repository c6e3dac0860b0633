import { z } from 'zod';

export const faultRequest = z.object({
  /** Start of the path, or with slashes around it a regular expression; the path has `/v1` and the query. */
  path: z.string().default('/'),
  method: z.string().toUpperCase().optional(),
  kind: z.enum(['429', '500null', '502html', 'hang', 'reset', 'latency', 'status', 'burntKey']),
  /** Number of calls that fail. */
  count: z.number().int().min(1).default(1),
  /** Seconds, for 429. */
  retryAfter: z.number().min(0).default(1),
  latencyMs: z.number().int().min(0).default(1000),
  /** For kind `status`: the answer to give. */
  status: z.number().int().min(200).max(599).default(500),
  body: z.unknown().optional(),
  /** `after`: the call takes effect, and only its answer is lost. */
  when: z.enum(['before', 'after']).default('before'),
  /** The call's idempotency key is answered with 400 from now on. */
  burnKey: z.boolean().default(false),
});

export type Fault = z.infer<typeof faultRequest> & { id: number };

function matches(fault: Fault, method: string, target: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false;
  const expression = /^\/(.+)\/$/.exec(fault.path)?.[1];
  const isExpression = expression !== undefined && /[\\^$*+?.()|[\]{}]/.test(expression);
  return isExpression ? new RegExp(expression).test(target) : target.startsWith(fault.path);
}

/** Faults that are still to happen, in the order in which they were asked for. */
export class Faults {
  private faults: Fault[] = [];
  private last = 0;

  /** Throws SyntaxError when the path is a malformed regular expression. */
  add(request: z.infer<typeof faultRequest>): Fault {
    const fault = { id: ++this.last, ...request };
    matches(fault, fault.method ?? 'GET', '');
    this.faults.push(fault);
    return fault;
  }

  /** The fault that befalls this call, if any; it is used up by one. */
  take(method: string, target: string): Fault | undefined {
    const fault = this.faults.find((candidate) => matches(candidate, method, target));
    if (!fault) return undefined;
    fault.count -= 1;
    if (fault.count === 0) this.faults = this.faults.filter((other) => other !== fault);
    return { ...fault };
  }

  list(): Fault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }
}
