import { ActionIcon, Alert, Button, Group, Stack, Text } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCheck,
  IconChevronDown,
  IconChevronUp,
  IconExclamationCircle,
  IconHelpCircle,
  IconRefresh,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApplicationState, PresetApplication } from '../../../contract/panel/presets.js';
import type { Instance } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { ErrorNote } from '../ui/error-note.js';
import { plural } from '../ui/format.js';
import { Section } from '../ui/section.js';
import { useList } from '../ui/table/use-list.js';
import { ToneBadge, type Tone } from '../ui/tone-badge.js';
import { When } from '../ui/when.js';
import classes from './application-list.module.css';
import { ChangesTable } from './changes-table.js';
import { applicationWords } from './words.js';

const looks: Record<ApplicationState, { tone: Tone; icon: typeof IconCheck }> = {
  unknown: { tone: 'warn', icon: IconHelpCircle },
  done: { tone: 'ok', icon: IconCheck },
  failed: { tone: 'bad', icon: IconExclamationCircle },
  undo_unknown: { tone: 'warn', icon: IconHelpCircle },
  undo_partial: { tone: 'warn', icon: IconArrowBackUp },
  undo_failed: { tone: 'bad', icon: IconExclamationCircle },
  undone: { tone: 'quiet', icon: IconArrowBackUp },
};

/** What was applied to a site from elsewhere; nothing where nothing was. */
export function ApplicationList({ site }: { site: Instance }) {
  const list = useList(
    'presetApplicationList',
    [...keys.presets, 'applications'],
    { limit: 20 },
    { id: site.id },
  );
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <Section
      title="Applied here"
      lead="Settings taken over from other sites or versions, newest first."
      flush
    >
      {list.data.items.map((application) => (
        <ApplicationEntry key={application.id} application={application} />
      ))}
    </Section>
  );
}

/** One application with what it changed, its undo, and a way on where the answer is missing. */
export function ApplicationEntry({
  application,
  opened = false,
  plain = false,
}: {
  application: PresetApplication;
  opened?: boolean;
  /** Outside of a list: no line above it. */
  plain?: boolean;
}) {
  const [open, setOpen] = useState(opened);
  const { state, changed, skipped, error, undone_by, undone_at } = application;
  const { tone, icon } = looks[state];
  const waiting = state === 'unknown' || state === 'undo_unknown';
  return (
    <div className={plain ? undefined : classes.entry}>
      <Group justify="space-between" gap="sm">
        <div style={{ minWidth: 0, flex: '1 1 260px' }}>
          <Group gap="xs">
            <ToneBadge tone={tone} icon={icon} label={applicationWords[state]} />
            <Text fw={550}>
              {plural(waiting ? application.setting_count : changed.length, 'setting')} from{' '}
              {application.from_name}
            </Text>
          </Group>
          <Text size="xs" c="dimmed" mt={4} component="div">
            By {application.created_by ?? 'the panel'}, <When at={application.created_at} />
            {undone_at !== null && (
              <>
                {' '}
                · undone by {undone_by ?? 'the panel'}, <When at={undone_at} />
              </>
            )}
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          <ApplicationActions application={application} />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={open ? 'Hide what was changed' : 'Show what was changed'}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? <IconChevronUp size={17} /> : <IconChevronDown size={17} />}
          </ActionIcon>
        </Group>
      </Group>
      {waiting && (
        <Alert mt="sm" color="orange" title="The connection broke before the site answered">
          It may have been done. Asking again does nothing twice. {error}
        </Alert>
      )}
      {!waiting && error && (
        <Text mt="xs" size="sm" c="var(--bad)">
          {error}
        </Text>
      )}
      {open && <ChangesTable changed={changed} skipped={skipped} />}
    </div>
  );
}

function ApplicationActions({ application }: { application: PresetApplication }) {
  const client = useQueryClient();
  const may = useMay('operator');
  const act = useMutation({
    mutationFn: (name: 'presetApplicationUndo' | 'presetApplicationRetry') =>
      call(name, { id: application.id }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.presets }),
  });
  if (!may) return null;
  const { state, changed, application_id } = application;
  const undoable =
    ['done', 'undo_failed', 'undo_partial'].includes(state) && application_id !== null && changed.length > 0;
  return (
    <Stack gap={4} align="flex-end">
      {(state === 'unknown' || state === 'undo_unknown') && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} />}
          loading={act.isPending}
          onClick={() => act.mutate('presetApplicationRetry')}
        >
          Ask again
        </Button>
      )}
      {undoable && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArrowBackUp size={14} />}
          loading={act.isPending}
          onClick={() => act.mutate('presetApplicationUndo')}
        >
          {state === 'undo_partial' ? 'Undo the rest' : 'Undo'}
        </Button>
      )}
      <ErrorNote error={act.error} />
    </Stack>
  );
}
