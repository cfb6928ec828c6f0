import { Anchor } from '@mantine/core';
import { useState } from 'react';
import classes from './setting-value.module.css';

interface SettingValueProps {
  value: string | null;
  secret?: boolean;
  flags?: string | null;
  /** What stands in place of null. */
  none?: string;
  /** Characters from which on it is shortened. */
  limit?: number;
}

/** Lines from which on a value is shortened. */
const LINES = 3;

/** A setting's value as text; long ones are shortened until they are asked for. */
export function SettingValue({ value, secret, flags, none = 'not there', limit = 140 }: SettingValueProps) {
  const [open, setOpen] = useState(false);
  if (secret) return <span className={classes.none}>secret</span>;
  if (value === null) return <span className={classes.none}>{none}</span>;
  const lines = value.split('\n');
  const long = value.length > limit || lines.length > LINES;
  const short = lines.slice(0, LINES).join('\n').slice(0, limit);
  return (
    <div style={{ minWidth: 0 }}>
      {value === '' ? (
        <span className={classes.none}>empty</span>
      ) : (
        <span className={classes.value}>{long && !open ? `${short}…` : value}</span>
      )}
      {flags && <div className={classes.none}>{flags}</div>}
      {long && (
        <Anchor
          component="button"
          type="button"
          className={classes.more}
          display="block"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Show less' : 'Show all'}
        </Anchor>
      )}
    </div>
  );
}
