/** Who sends the request of each type of task. */
import { backupSenders } from '../backups/senders.js';
import { copySenders } from '../copies/senders.js';
import { presetSenders } from '../presets/senders.js';
import { updateSenders } from '../updates/senders.js';
import type { OrderedType } from './outcome.js';
import type { Sender } from './sender.js';

export const senders: Record<OrderedType, Sender> = {
  ...backupSenders,
  ...updateSenders,
  ...presetSenders,
  ...copySenders,
};
