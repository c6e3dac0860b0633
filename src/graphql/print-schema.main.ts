import { writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildApiSchema } from './schema';

/** Entry of `npm run sdl`: writes schema.graphql, sorted, into the working directory. */
writeFileSync('schema.graphql', `${printSchema(lexicographicSortSchema(buildApiSchema()))}\n`);
