import { Button, Group, Modal, Skeleton, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { HiddenPatterns } from '../../../contract/panel/presets.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { ErrorNote } from '../ui/error-note.js';
import { ErrorState } from '../ui/error-state.js';

/** The list of settings that always differ, to be read and edited. */
export function HiddenSettings({ onClose }: { onClose: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.presets, 'hidden'],
    queryFn: ({ signal }) => call('presetHiddenGet', { signal }),
  });
  return (
    <Modal opened onClose={onClose} title="Settings that always differ" size="lg">
      {data ? (
        <Editor hidden={data} onClose={onClose} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton height={320} />
      )}
    </Modal>
  );
}

function Editor({ hidden, onClose }: { hidden: HiddenPatterns; onClose: () => void }) {
  const client = useQueryClient();
  const may = useMay('operator');
  const [text, setText] = useState(hidden.patterns.join('\n'));
  const save = useMutation({
    mutationFn: (patterns: string[] | null) => call('presetHiddenUpdate', { body: { patterns } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.presets });
      void client.invalidateQueries({ queryKey: keys.clusters });
      onClose();
    },
  });
  const lines = () =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  return (
    <Stack gap="md">
      <Text c="dimmed">
        These are left out of comparisons and of drift, for they differ between any two sites. One pattern a
        line: plugin/name, none for core, * for any text. Secrets are left out always.
      </Text>
      <Textarea
        label="Patterns"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={10}
        maxRows={20}
        readOnly={!may}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <ErrorNote error={save.error} />
      <Group justify="space-between" gap="xs">
        {may ? (
          <Button variant="subtle" color="gray" loading={save.isPending} onClick={() => save.mutate(null)}>
            Back to the defaults
          </Button>
        ) : (
          <span />
        )}
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          {may && (
            <Button loading={save.isPending} onClick={() => save.mutate(lines())}>
              Save
            </Button>
          )}
        </Group>
      </Group>
    </Stack>
  );
}
