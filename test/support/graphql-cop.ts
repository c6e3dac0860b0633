import type { Answered } from './transports';

interface Probe {
  name: string;
  query: string;
  /** Whether graphql-cop would report this answer. */
  flags: (answer: Answered) => boolean;
}

const hasData = ({ data }: Answered): boolean => data !== undefined && data !== null;
const messages = ({ errors = [] }: Answered): string =>
  errors.map(({ message }) => message).join('\n');

/** The checks of graphql-cop that are about a document, whatever carries it. */
export const DOCUMENT_PROBES: Probe[] = [
  {
    name: 'field suggestions',
    query: 'query cop { __schema { directive } wallett }',
    flags: (answer) => /did you mean/i.test(messages(answer)),
  },
  {
    name: 'introspection',
    query: 'query cop { __schema { types { name fields { name } } } }',
    flags: hasData,
  },
  {
    name: 'alias overloading',
    query: `query cop { ${Array.from({ length: 101 }, (_, at) => `alias${at}: __typename`).join(' ')} }`,
    flags: hasData,
  },
  {
    name: 'field duplication',
    query: `query cop { ${'__typename '.repeat(500)} }`,
    flags: hasData,
  },
  {
    name: 'directive overloading',
    query: `query cop { __typename ${'@aa'.repeat(10)} }`,
    flags: ({ errors = [] }) => errors.length >= 10,
  },
  {
    name: 'circular query by introspection',
    query: `query cop { __schema { types { ${'fields { type { '.repeat(4)} name ${'} }'.repeat(4)} } } }`,
    flags: hasData,
  },
  {
    name: 'trace mode',
    query: 'query cop { __typename }',
    flags: ({ extensions }) => extensions !== undefined && 'tracing' in extensions,
  },
  {
    name: 'unhandled errors',
    query: 'qwerty cop { abc }',
    flags: (answer) => /exception|stacktrace|node_modules/.test(JSON.stringify(answer)),
  },
];

/** The checks that are about HTTP itself: whether this request is answered with data. */
export const HTTP_PROBES: { name: string; request: (url: string) => Promise<Response> }[] = [
  {
    name: 'GET',
    request: (url) => fetch(`${url}?query=${encodeURIComponent('query cop { __typename }')}`),
  },
  {
    name: 'mutation by GET',
    request: (url) => fetch(`${url}?query=${encodeURIComponent('mutation cop { __typename }')}`),
  },
  {
    name: 'forgery by a form',
    request: (url) =>
      fetch(url, { method: 'POST', body: new URLSearchParams({ query: '{ __typename }' }) }),
  },
  {
    name: 'batch of ten',
    request: (url) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(Array.from({ length: 10 }, () => ({ query: '{ __typename }' }))),
      }),
  },
  {
    name: 'GraphiQL',
    request: (url) => fetch(new URL('/', url), { headers: { accept: 'text/html' } }),
  },
];
