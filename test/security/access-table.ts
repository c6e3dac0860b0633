import type { Expected } from './access-row';

/** What was measured: for each field what each kind of caller was given, on every transport. */
export type Measured = ReadonlyMap<string, Readonly<Record<string, string>>>;

const COLUMNS: Record<'none' | 'bad' | keyof Expected, string> = {
  none: 'no token',
  bad: 'bad token',
  owner: 'owner',
  ownerOfFrozen: 'owner, wallet frozen',
  ownerOfDisabledDevice: 'owner, device disabled',
  stranger: 'another user',
  support: '`ncw:support`',
  admin: '`ncw:admin`',
};

const WORDS: Record<string, string> = { seen: 'yes', nothing: 'nothing' };

/** The table as a document for those who audit the gateway. */
export function accessDocument(measured: Measured, badTokens: readonly string[]): string {
  const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  const rows = [...measured].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
  const cells = rows.map(([field, outcomes]) => [
    `\`${field}\``,
    ...names.map((name) => {
      const outcome = outcomes[name] ?? '?';
      return WORDS[outcome] ?? `\`${outcome}\``;
    }),
  ]);
  return `# Who is given what

Written by \`test/security/access.test.ts\` from what a running gateway answered: each field of the
schema that leads to something of an owner's, asked by each kind of caller, over HTTP and over
WebSocket alike. A field without a row fails the test, and so does this file when it differs.

- **yes**: the resource is seen, or the operation done.
- **nothing** of the owner's: null, or a list without it, as for a resource that does not exist.
  (\`me\` and the lists give each caller what is their own.)
- otherwise the error's code. \`NOT_FOUND\` is what a resource that does not exist is answered with.

A bad token is one that is ${badTokens.join(', ')}.

${table([['field', ...names.map((name) => COLUMNS[name])], ...cells])}
`;
}

/** Root fields first, then what is below them. */
function rank(field: string): string {
  const order = ['Query.', 'Mutation.', 'Subscription.'].findIndex((root) =>
    field.startsWith(root),
  );
  return `${order === -1 ? 9 : order}${field}`;
}

function table([head = [], ...rows]: string[][]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
