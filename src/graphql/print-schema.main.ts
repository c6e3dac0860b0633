import { writeFileSync } from 'node:fs';
import { printApiSchema } from './print-schema';

/** Entry of `npm run sdl`: writes schema.graphql into the working directory. */
writeFileSync('schema.graphql', printApiSchema());
