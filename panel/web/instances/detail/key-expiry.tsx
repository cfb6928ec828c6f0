import { Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ago, day } from '../../ui/format.js';
import { useNow } from '../../ui/use-now.js';

const WARN_MS = 14 * 86_400_000;

/** When the key of a site ends; a warning two weeks before. */
export function KeyExpiry({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return <>Does not expire</>;
  const left = Date.parse(at) - now;
  if (left > WARN_MS) return <>Good until {day(at)}</>;
  return (
    <Text span c={left > 0 ? 'var(--warn)' : 'var(--bad)'} fw={550}>
      <IconAlertTriangle size={15} aria-hidden style={{ verticalAlign: -2 }} />{' '}
      {left > 0 ? `Expires ${ago(at, now)}` : `Expired ${ago(at, now)}`}: replace it
    </Text>
  );
}
