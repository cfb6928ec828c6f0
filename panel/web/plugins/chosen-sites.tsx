import { Button, Group, Text } from '@mantine/core';
import { IconDownload, IconFlask } from '@tabler/icons-react';
import { plural } from '../ui/format.js';

interface ChosenSitesProps {
  chosen: number;
  /** How many of them can be changed. */
  ready: number;
  /** What to say where none can. */
  nothing: string;
  /** The words on the button. */
  action: string;
  onAsk: (kind: 'dry' | 'real') => void;
  onClear: () => void;
}

/** How many sites are chosen, and what can be done with them. */
export function ChosenSites({ chosen, ready, nothing, action, onAsk, onClear }: ChosenSitesProps) {
  return (
    <Group
      px="md"
      py={8}
      gap="sm"
      role="region"
      aria-label="Selected sites"
      style={{ background: 'var(--busy-soft)' }}
    >
      <Text fw={550} className="numeric" aria-live="polite">
        {plural(chosen, 'site')} selected
      </Text>
      {ready > 0 ? (
        <>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFlask size={15} />}
            onClick={() => onAsk('dry')}
          >
            Dry run
          </Button>
          <Button size="xs" leftSection={<IconDownload size={15} />} onClick={() => onAsk('real')}>
            {action}
          </Button>
        </>
      ) : (
        <Text size="sm" c="dimmed">
          {nothing}
        </Text>
      )}
      <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
        Clear
      </Button>
    </Group>
  );
}
