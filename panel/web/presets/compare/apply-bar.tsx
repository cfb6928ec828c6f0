import { Button, Group, Text, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { Comparison, Difference } from '../../../../contract/panel/presets.js';
import { plural } from '../../ui/format.js';
import { ApplyDialog } from './apply-dialog.js';
import type { Chosen } from './chosen.js';

type Side = 'left' | 'right';

/** What can be done with the chosen differences: taken over to one side or the other. */
export function ApplyBar({ chosen, first }: { chosen: Chosen; first: Comparison }) {
  const [target, setTarget] = useState<Side | null>(null);
  if (chosen.rows.length === 0) return null;
  const sameSite = first.left.preset.instance_id === first.right.preset.instance_id;
  const sides: Side[] = sameSite ? ['right'] : ['left', 'right'];
  return (
    <Group px="md" pb="md" gap="sm" role="region" aria-label="Chosen settings">
      <Text fw={600} className="numeric">
        {plural(chosen.rows.length, 'setting')} chosen
      </Text>
      {sides.map((side) => {
        const reason = first[side].no_apply;
        const Icon = side === 'right' ? IconArrowRight : IconArrowLeft;
        const from = side === 'right' ? 'left' : 'right';
        const label = sameSite ? `Put back as on the left…` : `Apply to ${first[side].preset.instance_name}…`;
        return (
          <Tooltip key={side} label={reason} disabled={reason === null} multiline maw={320}>
            <Button
              size="xs"
              variant={side === 'right' ? 'filled' : 'default'}
              leftSection={<Icon size={15} />}
              data-disabled={reason !== null || undefined}
              aria-disabled={reason !== null}
              disabled={present(chosen.rows, from).length === 0}
              onClick={() => reason === null && setTarget(side)}
            >
              {label}
            </Button>
          </Tooltip>
        );
      })}
      <Button size="xs" variant="subtle" color="gray" onClick={chosen.clear}>
        Clear
      </Button>
      {target && (
        <ApplyDialog
          from={first[target === 'right' ? 'left' : 'right'].preset}
          to={first[target].preset}
          rows={present(chosen.rows, target === 'right' ? 'left' : 'right')}
          missing={chosen.rows.length - present(chosen.rows, target === 'right' ? 'left' : 'right').length}
          onDone={chosen.clear}
          onClose={() => setTarget(null)}
        />
      )}
    </Group>
  );
}

/** Only what a side has can be taken from it. */
function present(rows: Difference[], from: Side): Difference[] {
  return rows.filter((row) => row.class !== (from === 'left' ? 'only_right' : 'only_left'));
}
