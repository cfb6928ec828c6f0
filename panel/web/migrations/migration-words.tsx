/** Migrations in words: what is moved, states, kinds of entities and what became of them. */
import {
  IconAlertTriangle,
  IconArrowsTransferDown,
  IconBan,
  IconCircleCheck,
  IconClock,
  IconEqual,
  IconExclamationCircle,
  IconLoader2,
  IconPackageExport,
  IconPlayerSkipForward,
  IconPlus,
  type TablerIcon,
} from '@tabler/icons-react';
import type { EntityKind, ImportOutcome } from '../../../contract/agent/migration.js';
import type {
  MigrationState,
  MigrationSummary,
  MigrationTargetState,
  MigrationWhat,
} from '../../../contract/panel/migrations.js';
import { type Tone, ToneBadge } from '../ui/tone-badge.js';

interface Words {
  tone: Tone;
  icon: TablerIcon;
  label: string;
}

/** `text`: what goes along. */
export const whatWords: Record<MigrationWhat, { label: string; text: string }> = {
  courses: { label: 'Courses', text: 'With their content and the categories they stand in.' },
  coursecategories: { label: 'Course categories', text: 'The tree of categories, without courses.' },
  users: { label: 'Users', text: 'Accounts with their profile fields.' },
  cohorts: { label: 'Cohorts', text: 'Cohorts and who belongs to them.' },
  orgstructure: { label: 'Organisation', text: 'Departments and positions.' },
  jobs: { label: 'Jobs', text: 'Who holds which position in which department.' },
  customreports: { label: 'Custom reports', text: 'Reports that were made with the report builder.' },
  certificates: { label: 'Certificates', text: 'Certificate templates.' },
  site: { label: 'The whole site', text: 'All of this, in the right order.' },
};

export const migrationStateWords: Record<MigrationState, Words> = {
  waiting: { tone: 'quiet', icon: IconClock, label: 'Waiting' },
  exporting: { tone: 'busy', icon: IconPackageExport, label: 'Exporting' },
  delivering: { tone: 'busy', icon: IconArrowsTransferDown, label: 'At the targets' },
  done: { tone: 'ok', icon: IconCircleCheck, label: 'Done' },
  failed: { tone: 'bad', icon: IconExclamationCircle, label: 'Failed' },
  cancelled: { tone: 'quiet', icon: IconBan, label: 'Cancelled' },
};

export const targetStateWords: Record<MigrationTargetState, Words> = {
  waiting: { tone: 'quiet', icon: IconClock, label: 'Waiting' },
  transferring: { tone: 'busy', icon: IconArrowsTransferDown, label: 'File on its way' },
  importing: { tone: 'busy', icon: IconLoader2, label: 'Importing' },
  succeeded: { tone: 'ok', icon: IconCircleCheck, label: 'Done' },
  failed: { tone: 'bad', icon: IconExclamationCircle, label: 'Failed' },
  cancelled: { tone: 'quiet', icon: IconBan, label: 'Cancelled' },
};

/** `dry`: the same in a dry run, where nothing has happened yet. */
export const outcomeWords: Record<ImportOutcome, Words & { dry: string }> = {
  created: { tone: 'ok', icon: IconPlus, label: 'Created', dry: 'Would be created' },
  matched: { tone: 'quiet', icon: IconEqual, label: 'Already there', dry: 'Already there' },
  conflict: { tone: 'warn', icon: IconAlertTriangle, label: 'Conflict', dry: 'Conflict' },
  skipped: { tone: 'quiet', icon: IconPlayerSkipForward, label: 'Left out', dry: 'Would be left out' },
  failed: { tone: 'bad', icon: IconExclamationCircle, label: 'Failed', dry: 'Would fail' },
};

/** In the order in which they are brought in. */
export const kindWords: Record<EntityKind, string> = {
  profilefields: 'Profile fields',
  coursecategories: 'Course categories',
  users: 'Users',
  cohorts: 'Cohorts',
  cohortmembers: 'Cohort members',
  courses: 'Courses',
  departmentframeworks: 'Department frameworks',
  departments: 'Departments',
  positionframeworks: 'Position frameworks',
  positions: 'Positions',
  jobs: 'Jobs',
  reports: 'Custom reports',
  certificates: 'Certificates',
};

export const isMigrationOpen = (state: MigrationState): boolean =>
  state === 'waiting' || state === 'exporting' || state === 'delivering';

export const isTargetOpen = (state: MigrationTargetState): boolean =>
  state === 'waiting' || state === 'transferring' || state === 'importing';

export function MigrationBadge({ migration }: { migration: Pick<MigrationSummary, 'state' | 'failed'> }) {
  const { state, failed } = migration;
  if (state === 'done' && failed > 0) {
    return <ToneBadge tone="warn" icon={IconAlertTriangle} label="Done with failures" />;
  }
  return <ToneBadge {...migrationStateWords[state]} />;
}

export function TargetBadge({ state }: { state: MigrationTargetState }) {
  return <ToneBadge {...targetStateWords[state]} spinning={state === 'importing'} />;
}

export function OutcomeBadge({ outcome, dry }: { outcome: ImportOutcome; dry: boolean }) {
  const { tone, icon, label, dry: dryLabel } = outcomeWords[outcome];
  return <ToneBadge tone={tone} icon={icon} label={dry ? dryLabel : label} />;
}
