import { Tooltip } from '@mantine/core';
import { ago, DASH, dateTime } from './format.js';
import { useNow } from './use-now.js';

/** A moment as the time since, with the exact one on hover. */
export function When({ at, none = DASH }: { at: string | null; none?: string }) {
  const now = useNow();
  if (at === null) return <>{none}</>;
  return (
    <Tooltip label={dateTime(at)}>
      <time dateTime={at}>{ago(at, now)}</time>
    </Tooltip>
  );
}
