import { ActionIcon, Anchor, Button, Card, Center, Group, Skeleton, Stack, Tooltip } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowsExchange,
  IconChecks,
  IconGitCompare,
  IconSearchOff,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Comparison } from '../../../../contract/panel/presets.js';
import { useMay } from '../../app/session.js';
import { BlankSlate } from '../../ui/blank-slate.js';
import { ErrorState } from '../../ui/error-state.js';
import { count, day } from '../../ui/format.js';
import { PageHeader } from '../../ui/page-header.js';
import { ApplyBar } from './apply-bar.js';
import { useChosen } from './chosen.js';
import { CompareFilters } from './compare-filters.js';
import { DifferenceTable } from './difference-table.js';
import { SidePicker } from './side-picker.js';
import { useCompare } from './use-compare.js';

/** Two sites or versions side by side; chosen differences can be taken over. */
export function ComparePage() {
  const compare = useCompare();
  const { left, right, set, swap, first } = compare;
  return (
    <>
      <Anchor component={Link} to="/presets" size="sm" c="dimmed" display="inline-block" mb={4}>
        <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: -2 }} /> Presets
      </Anchor>
      <PageHeader title="Compare settings" lead="Two sites, or two versions of one." />
      <Stack gap="lg">
        <Card>
          <Group gap="md" align="flex-end">
            <SidePicker
              label="Left"
              value={left}
              preset={first?.left.preset}
              onChange={(value) => set('left', value)}
            />
            <Tooltip label="Swap the sides">
              <ActionIcon
                variant="default"
                size={36}
                aria-label="Swap the sides"
                disabled={left === '' && right === ''}
                onClick={swap}
              >
                <IconArrowsExchange size={17} />
              </ActionIcon>
            </Tooltip>
            <SidePicker
              label="Right"
              value={right}
              preset={first?.right.preset}
              onChange={(value) => set('right', value)}
            />
          </Group>
        </Card>
        <Result {...compare} />
      </Stack>
    </>
  );
}

/** Names a side; with its day where both are of one site. */
function titles({ left, right }: Comparison): [string, string] {
  const [l, r] = [left.preset, right.preset];
  if (l.instance_id !== r.instance_id) return [l.instance_name, r.instance_name];
  return [`${l.instance_name}, ${day(l.taken_at)}`, `${r.instance_name}, ${day(r.taken_at)}`];
}

function Result({ left, right, get, set, result, first }: ReturnType<typeof useCompare>) {
  const may = useMay('operator');
  const chosen = useChosen(`${left} ${right}`);
  if (left === '' || right === '' || left === right) {
    return (
      <Card padding={0}>
        <BlankSlate icon={IconGitCompare} title="Choose two sides">
          A site on each, or two versions of one site.
        </BlankSlate>
      </Card>
    );
  }
  if (!first || result.error) {
    return (
      <Card padding={0}>
        {result.error ? (
          <ErrorState error={result.error} onRetry={() => void result.refetch()} />
        ) : (
          <Stack gap="md" p="lg" role="status" aria-label="Comparing">
            {Array.from({ length: 8 }, (_, n) => (
              <Skeleton key={n} height={16} width={`${90 - ((n * 13) % 40)}%`} />
            ))}
          </Stack>
        )}
      </Card>
    );
  }
  const rows = result.data?.pages.flatMap((page) => page.items) ?? [];
  const [leftName, rightName] = titles(first);
  const narrowed = ['search', 'class', 'plugin'].some((name) => get(name) !== '');
  return (
    <Card padding={0}>
      <CompareFilters key={`${left}${right}`} first={first} get={get} set={set} />
      {may && <ApplyBar chosen={chosen} first={first} />}
      {rows.length === 0 ? (
        narrowed ? (
          <BlankSlate icon={IconSearchOff} title="Nothing matches">
            No difference fits this search and these filters.
          </BlankSlate>
        ) : (
          <BlankSlate icon={IconChecks} title="No differences">
            {first.counts.hidden > 0
              ? `Only ${count(first.counts.hidden)} hidden settings differ: secrets, and what always differs.`
              : 'Both have the same settings.'}
          </BlankSlate>
        )
      ) : (
        <DifferenceTable
          rows={rows}
          left={leftName}
          right={rightName}
          chosen={may ? chosen : null}
          waiting={result.isPlaceholderData}
        />
      )}
      {result.hasNextPage && (
        <Center p="md">
          <Button
            variant="default"
            loading={result.isFetchingNextPage}
            onClick={() => void result.fetchNextPage()}
          >
            Show more ({count(first.total - rows.length)} left)
          </Button>
        </Center>
      )}
    </Card>
  );
}
