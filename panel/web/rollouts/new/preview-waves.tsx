import { Accordion, Badge, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { RolloutPreview } from '../../../../contract/panel/rollouts.js';
import { count, dateTimeIn, plural } from '../../ui/format.js';
import { Section } from '../../ui/section.js';
import classes from './preview-waves.module.css';

type Wave = RolloutPreview['waves'][number];

/** The waves with their sites, and what an operator should know of each before. */
export function PreviewWaves({ preview }: { preview: RolloutPreview }) {
  const noted = preview.waves.flatMap((wave) => wave.sites).filter((site) => site.notes.length > 0).length;
  return (
    <Section
      flush
      title="Waves and sites"
      lead={`${plural(preview.total, 'site')}${noted > 0 ? `, ${count(noted)} of them with a remark` : ''}`}
    >
      <Accordion variant="default" multiple defaultValue={preview.waves[0] ? ['1'] : []}>
        {preview.waves.map((wave) => (
          <Accordion.Item key={wave.n} value={String(wave.n)}>
            <Accordion.Control>
              <Group gap="xs">
                <Text fw={550}>
                  {wave.n}. {wave.name}
                </Text>
                <Text c="dimmed">{plural(wave.sites.length, 'site')}</Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Sites wave={wave} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Section>
  );
}

/** Sites with remarks come first, for they are what one looks for. */
const SHOWN = 50;

function Sites({ wave }: { wave: Wave }) {
  const [all, setAll] = useState(false);
  const sorted = wave.sites.toSorted((a, b) => Number(b.notes.length > 0) - Number(a.notes.length > 0));
  const shown = all ? sorted : sorted.slice(0, SHOWN);
  return (
    <>
      <ul className={classes.sites}>
        {shown.map((site) => (
          <li key={site.instance_id}>
            <Text style={{ overflowWrap: 'anywhere' }}>{site.instance_name}</Text>
            <Group gap={6}>
              {site.notes.map((note) => (
                <Badge
                  key={note}
                  variant="light"
                  color="orange"
                  size="sm"
                  style={{ whiteSpace: 'normal', height: 'auto' }}
                >
                  {note}
                </Badge>
              ))}
              {site.opens_at && (
                <Text size="xs" c="dimmed">
                  not before {dateTimeIn(site.opens_at, site.timezone)} ({site.timezone})
                </Text>
              )}
            </Group>
          </li>
        ))}
      </ul>
      {!all && sorted.length > SHOWN && (
        <Button variant="subtle" size="xs" onClick={() => setAll(true)}>
          Show all {count(sorted.length)}
        </Button>
      )}
    </>
  );
}
