/** An uploaded file, for the work that it was handed over for. */
import type { AgentContext } from '../context.js';

export interface HandedFile {
  /** Absolute. */
  path: string;
  /** As its sender calls it. */
  name: string;
  /** Bytes. */
  size: number;
  sha256: string;
}

/**
 * @throws ApiError 404 where there is no such upload (any more), 409 where it has not arrived whole
 */
export async function completeUpload(_context: AgentContext, _id: string): Promise<HandedFile> {
  throw new Error('Not there yet.');
}

/** Moves the file to where it is used (same disk), and forgets the upload. */
export async function takeUpload(_context: AgentContext, _id: string, _target: string): Promise<void> {
  throw new Error('Not there yet.');
}
