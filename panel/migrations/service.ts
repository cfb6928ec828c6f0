/** What other parts of the panel use of migrations. */
export { MigrationRunner } from './runner.js';
