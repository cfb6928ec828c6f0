/** The file of a draft area, for the function that it was uploaded for. */
import type { AgentContext } from '../../context.js';
import type { HandedFile } from '../../uploads/use-upload.js';

/**
 * The newest file of a user's own draft area.
 * @throws WebserviceError `invalidparameter` where this user has no file there (any more): somebody else's is as good as none
 */
export async function draftFile(
  _context: AgentContext,
  _area: { userId: number; itemId: number },
): Promise<HandedFile> {
  throw new Error('Not there yet.');
}
