import { Text, Tooltip } from '@mantine/core';
import { type LiveState } from '../../live/live-connection.js';
import { useLiveState } from '../../live/live-provider.js';
import classes from './shell.module.css';

const words: Record<LiveState, { label: string; hint: string }> = {
  live: { label: 'Live', hint: 'Changes appear by themselves.' },
  connecting: { label: 'Connecting', hint: 'Waiting for the panel.' },
  reconnecting: {
    label: 'Reconnecting',
    hint: 'What you see may be old. It is renewed once the panel answers.',
  },
};

/** Whether what one sees moves by itself. */
export function LiveIndicator() {
  const state = useLiveState();
  const { label, hint } = words[state];
  return (
    <Tooltip label={hint}>
      <span className={classes.live} role="status">
        <span className={classes.dot} data-state={state} aria-hidden />
        <Text span inherit visibleFrom={state === 'live' ? 'sm' : undefined}>
          {label}
        </Text>
      </span>
    </Tooltip>
  );
}
