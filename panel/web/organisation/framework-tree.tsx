import { ActionIcon, Badge, Group, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconCrown, IconUserStar } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { OrgFramework, OrgUnit } from '../../../contract/agent/organisation.js';
import { count, plural } from '../ui/format.js';
import { Section } from '../ui/section.js';
import classes from './framework-tree.module.css';
import { type UnitNode, unitTree } from './unit-tree.js';

/** A tree that is larger than this starts with its first level only. */
const OPEN_UP_TO = 60;

interface FrameworkTreeProps {
  framework: OrgFramework;
  onOpen: (unit: OrgUnit) => void;
}

/** One framework: its units below each other, each with the number of people. */
export function FrameworkTree({ framework, onOpen }: FrameworkTreeProps) {
  const { units, name, kind, idnumber } = framework;
  const tree = useMemo(() => unitTree(units), [units]);
  const one = kind === 'department' ? 'department' : 'position';
  return (
    <Section title={name} lead={`${plural(units.length, one)}${idnumber ? ` · ${idnumber}` : ''}`} flush>
      {tree.length === 0 ? (
        <Text c="dimmed" px="lg" pb="lg">
          It has no {one} yet.
        </Text>
      ) : (
        <ul className={classes.tree}>
          {tree.map((node) => (
            <Branch key={node.unit.id} node={node} onOpen={onOpen} opened={units.length <= OPEN_UP_TO} />
          ))}
        </ul>
      )}
    </Section>
  );
}

interface BranchProps {
  node: UnitNode;
  onOpen: (unit: OrgUnit) => void;
  /** Whether it starts unfolded. */
  opened: boolean;
}

function Branch({ node, onOpen, opened }: BranchProps) {
  const [open, setOpen] = useState(opened);
  const { unit, below, jobs } = node;
  return (
    <li>
      <div className={classes.line}>
        {below.length > 0 ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-expanded={open}
            aria-label={`What is below ${unit.name}`}
            onClick={() => setOpen(!open)}
          >
            <IconChevronRight size={15} style={{ rotate: open ? '90deg' : '0deg' }} />
          </ActionIcon>
        ) : (
          <span className={classes.leaf} />
        )}
        <UnstyledButton
          className={classes.unit}
          onClick={() => onOpen(unit)}
          title={unit.description || undefined}
        >
          <Group gap={6} wrap="nowrap" style={{ minWidth: 0 }}>
            <Text truncate>{unit.name}</Text>
            {unit.globalmanager && (
              <IconCrown size={15} color="var(--warn)" role="img" aria-label="Leads everybody below" />
            )}
            {unit.departmentmanager && (
              <IconUserStar size={15} color="var(--busy)" role="img" aria-label="Leads its own department" />
            )}
          </Group>
          <Group gap={6} wrap="nowrap" style={{ flex: 'none' }}>
            {unit.idnumber && (
              <Text size="xs" c="dimmed">
                {unit.idnumber}
              </Text>
            )}
            <Badge variant="default" color="gray" size="sm" fw={500} className="numeric">
              {count(unit.jobs)}
              {jobs > unit.jobs && ` of ${count(jobs)}`}
            </Badge>
          </Group>
        </UnstyledButton>
      </div>
      {open && below.length > 0 && (
        <ul>
          {below.map((child) => (
            <Branch key={child.unit.id} node={child} onOpen={onOpen} opened={opened} />
          ))}
        </ul>
      )}
    </li>
  );
}
