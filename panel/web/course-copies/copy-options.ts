/** The ten options of a course copy: their words, defaults and which need users. */
import type { CopyOptionName, CopyOptions } from '../../../contract/agent/course-copies.js';

/** What holds where nothing is chosen, as Moodle's own web services have it. */
export const defaultOptions: CopyOptions = {
  activities: 1,
  blocks: 1,
  filters: 1,
  users: 0,
  enrolments: 1,
  role_assignments: 0,
  comments: 0,
  userscompletion: 0,
  logs: 0,
  grade_histories: 0,
};

export type FlagName = Exclude<CopyOptionName, 'enrolments'>;

interface OptionWords {
  name: FlagName;
  label: string;
  text?: string;
}

export const contentOptions: readonly OptionWords[] = [
  { name: 'activities', label: 'Activities and resources' },
  { name: 'blocks', label: 'Blocks' },
  { name: 'filters', label: 'Filters' },
];

/** These belong to people: without users they are not there. */
export const userOptions: readonly OptionWords[] = [
  { name: 'role_assignments', label: 'Roles of users' },
  { name: 'comments', label: 'Comments' },
  { name: 'userscompletion', label: 'Completion' },
  { name: 'logs', label: 'Logs', text: 'Can be very large.' },
  { name: 'grade_histories', label: 'Grade history' },
];

export const enrolmentChoices = [
  { value: '1', label: 'Only together with users' },
  { value: '2', label: 'Always' },
  { value: '0', label: 'No: manual enrolment is added' },
];

/** What is sent: without users, nothing that belongs to them. */
export function optionsToSend(options: CopyOptions) {
  const sent = { ...options };
  if (sent.users === 0) for (const { name } of userOptions) sent[name] = 0;
  return sent as { [Name in FlagName]: 0 | 1 } & { enrolments: 0 | 1 | 2 };
}
