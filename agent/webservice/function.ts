/** One web service function: what it takes, what it gives, and what it does for a user of the site. */
import type { AgentContext } from '../context.js';
import type { CapabilityQuestion, ContextPlace } from '../moodle/access-bridge.js';
import type { Infer, Spec } from './spec.js';

/** Who calls. */
export interface Caller {
  /** Moodle's id of the user for whom the token acts. */
  userId: number;
  username: string;
  tokenId: number;
  /** A site administrator; may see what others have begun. */
  isAdmin: boolean;
}

export interface WebserviceCall {
  context: AgentContext;
  caller: Caller;
  /** `https://agent.example`: where this request was sent to, for addresses of files. */
  baseUrl: string;
  /**
   * @throws WebserviceError `nopermissions` naming the capability, as Moodle words it
   */
  requireCapability(capability: string, place: ContextPlace): Promise<void>;
  /** In the order of the questions. */
  capabilities(questions: readonly CapabilityQuestion[]): Promise<boolean[]>;
}

export interface WebserviceFunction<S extends Spec<unknown> = Spec<unknown>> {
  /** Lower case; called without regard to case. */
  readonly name: string;
  readonly type: 'read' | 'write';
  readonly description: string;
  readonly parameters: S;
  /** It takes uploaded files, or tells where files lie: then a token for it may send them, or fetch them. */
  readonly files?: 'takes' | 'gives';
  /** @returns plain JSON; @throws WebserviceError in Moodle's words */
  run(parameters: Infer<S>, call: WebserviceCall): Promise<unknown>;
}

/** Keeps the parameter's type while a function is written down. */
export const defineFunction = <S extends Spec<unknown>>(
  definition: WebserviceFunction<S>,
): WebserviceFunction => definition as unknown as WebserviceFunction;
