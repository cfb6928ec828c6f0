import type { TablerIcon } from '@tabler/icons-react';
import classes from './tone.module.css';

/** What a state means for the reader; each has a colour in both schemes. */
export type Tone = 'ok' | 'bad' | 'warn' | 'busy' | 'quiet';

interface ToneBadgeProps {
  tone: Tone;
  icon: TablerIcon;
  label: string;
  spinning?: boolean;
  /** For what must not be overlooked. */
  strong?: boolean;
  title?: string;
}

/** A state as icon and word; the colour only repeats it. */
export function ToneBadge({ tone, icon: Icon, label, spinning, strong, title }: ToneBadgeProps) {
  return (
    <span className={`${classes.badge} ${classes[tone]} ${strong ? classes.strong : ''}`} title={title}>
      <Icon size={14} stroke={2} aria-hidden className={spinning ? classes.spin : undefined} />
      {label}
    </span>
  );
}
