/** The environment that PHP programs get. */
import { agentVariables, panelVariables } from '../../../contract/environment.js';

const ours = new Set<string>([...agentVariables, ...panelVariables, 'DATABASE_URL']);

/**
 * The agent's environment without its own variables: a config.php may read the environment, but neither it nor any
 * plugin has business with the agent's key.
 */
export function phpEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.has(name)));
}
