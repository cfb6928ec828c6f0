import { ScrollArea, Text } from '@mantine/core';
import { plural } from '../ui/format.js';
import classes from './plan-changes.module.css';
import type { PlanSummary } from './plan.js';
import { VersionStep } from './version-step.js';

const one = (versions: string[]) =>
  versions.length === 1 ? (versions[0] ?? null) : `${versions.length} versions`;

/** Each plugin with how many sites get it. */
export function PlanChanges({ changes }: { changes: PlanSummary['changes'] }) {
  return (
    <ScrollArea.Autosize mah={260} type="auto">
      <ul className={classes.changes} aria-label="What will be changed">
        {changes.map(({ component, name, sites, from, to }) => (
          <li key={component}>
            <div className={classes.name}>
              <Text size="sm" fw={550}>
                {name}
              </Text>
              <Text size="xs" c="dimmed">
                {component}
              </Text>
            </div>
            <VersionStep from={one(from)} to={one(to)} />
            <Text size="sm" className={classes.sites}>
              {plural(sites, 'site')}
            </Text>
          </li>
        ))}
      </ul>
    </ScrollArea.Autosize>
  );
}
