/** What the rest of the panel asks of rollouts. */
export { RolloutRunner } from './runner.js';
