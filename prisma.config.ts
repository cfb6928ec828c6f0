import { defineConfig } from 'prisma/config';

// Generating and validating need no schema engine, yet the command line looks for one and would download it.
// Any executable file satisfies the look-up.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({});
