/** An agent's refusal of what an operator asked for, told to that operator in the agent's words. */
import { ProblemError } from '../http/problem-error.js';
import { AgentError } from './agent-error.js';

/**
 * Waits for an exchange whose refusals are about its request rather than about the site.
 * @throws ProblemError 404, 409 or 422 in place of a refusal; AgentError otherwise
 */
export async function refusalsAsProblems<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw problemOf(error) ?? error;
  }
}

function problemOf(error: unknown): ProblemError | null {
  if (!(error instanceof AgentError)) return null;
  const words = { detail: error.message };
  // An agent that does not know the route says so in these words.
  if (error.status === 404 && error.message !== 'Endpoint not found.') {
    return new ProblemError(404, 'Not found at the site', words);
  }
  if (error.kind !== 'refused') return null;
  const status = error.status === 409 || error.status === 413 ? error.status : 422;
  return new ProblemError(status, 'The site refused', words);
}
